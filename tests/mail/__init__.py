"""Tests of est/mail."""

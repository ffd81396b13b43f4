"""The screens of mail: letters, the queue, the server and the addresses."""

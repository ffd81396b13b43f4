"""Streamlit's application, with files that are marked with the municipality and the session that they were made for."""

import streamlit as st
from streamlit.runtime import Runtime
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.starlette import App

from est.access.made_files import file_mark, maker
from est.access.passage import municipality_of, session_of

MEDIA = "/media"


class MarkedFiles(MemoryMediaFileStorage):
    """Streamlit's files in memory, each kept under a marked name (`est/access/made_files.py`)."""

    def load_and_get_id(
        self, path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        """Keep a file and return its name."""
        plain = super().load_and_get_id(path_or_data, mimetype, kind, filename)
        headers = st.context.headers
        marked = (maker() or file_mark(municipality_of(headers), session_of(headers))) + plain
        if marked != plain:
            self._files_by_id[marked] = self._files_by_id.pop(plain)
        return marked


class Dashboard(App):
    """Streamlit's application with these files."""

    def _create_runtime(self) -> Runtime:
        runtime = super()._create_runtime()
        # Streamlit has no setting for it; a test fetches a file and finds its mark
        runtime.media_file_mgr._storage = MarkedFiles(MEDIA)
        return runtime

"""The backups of the store, and the way to have one made now."""

import polars as pl
import streamlit as st

from est.store.backup import KEPT, MOMENT, backup_store, backups_of, log_backup
from est.ui.enter import Visitor
from est.ui.messages import flash, show_refusals
from est.ui.store_resource import page_settings
from est.ui.tables import draw_table


def backup_section(visitor: Visitor) -> None:
    """List the backups that the program has made into its folder, and let one more be made."""
    _, store = visitor.translator.gettext, visitor.store.whole
    st.header(_("Backups"))
    folder = page_settings().backup
    if folder is None or store.path is None:
        st.write(
            _(
                "The program makes no backups here, as no folder is set for them. Whoever runs the server sets one "
                "with EST_BACKUP, on another disk than that of the store."
            )
        )
        return
    told = _("The program makes one a day, keeps the newest {kept} and removes them when they are past their time.")
    st.write(told.format(kept=visitor.translator.number(KEPT)))
    made = backups_of(store.path, folder) if folder.is_dir() else []
    if made:
        sizes = [round(one.stat().st_size / 1e6, 1) for one in made]
        moment = pl.col("file").str.extract(r"(\d{8}-\d{6})\.duckdb$").str.to_datetime(MOMENT)
        rows = pl.DataFrame({"file": [one.name for one in made], "megabytes": sizes}).with_columns(made=moment)
        names = {"made": _("Made"), "megabytes": _("Size, MB"), "file": _("File")}
        size = st.column_config.NumberColumn(names["megabytes"], format="localized")
        draw_table(rows.reverse(), names, alt=_("The backups"), columns={"megabytes": size})
        st.caption(_("The way back to one is a command on the server: est restore FILE --to NEW."))
    else:
        st.info(_("No backup has been made yet."))
    if st.button(_("Make a backup now")):
        with show_refusals(), st.spinner(_("The store is copied and compared.")):
            log_backup(visitor.store, visitor.user, visitor.now())
            path = backup_store(store, folder, visitor.now())
            flash(_("The backup {file} is made.").format(file=path.name))

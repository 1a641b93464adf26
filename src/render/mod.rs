//! `Report` → bytes: one file and one `write` a format.

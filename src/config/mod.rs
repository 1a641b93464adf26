//! `gonogo.toml`: what was written → what is meant.

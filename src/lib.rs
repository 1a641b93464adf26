//! gonogo reads a repository and answers one question: is it ready for production?
//!
//! ```text
//! walk → read → extract (parallel) → assemble → check (parallel) → finish → render
//! ```
//!
//! Each module may use only those above it in this list; `tests/architecture.rs` enforces it.

pub mod source;

pub mod finding;

pub mod facts;

pub mod project;

pub mod rule;

pub mod rules;

pub mod grade;

pub mod config;

pub mod report;

pub mod engine;

pub mod render;

pub mod cli;

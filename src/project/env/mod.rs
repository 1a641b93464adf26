//! Variables of the environment: where programs read them, which files set or name them, what git tracks of it.

mod committed;

pub use committed::{CommittedFile, committed_files};

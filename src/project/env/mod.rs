//! Variables of the environment: where programs read them, which files set or name them, what git tracks of it.

mod committed;
mod platform;
mod reader;
mod variable;

pub use committed::{CommittedFile, committed_files};
pub use reader::{EnvironmentReader, readers};
pub use variable::{Environment, Variable};

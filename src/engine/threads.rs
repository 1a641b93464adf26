//! Worker threads with a known stack: parsers recurse as deep as their input nests.

/// Stack of each worker: room for the deepest nesting that [`crate::facts`] lets through, in a debug
/// build too. Reserved, not used: pages that are never touched cost nothing.
const STACK_BYTES: usize = 512 * 1024 * 1024;

/// Runs `work` on `jobs` threads; 0 means one for each core.
///
/// # Panics
/// When the system cannot start a thread.
pub fn with_threads<T: Send>(jobs: usize, work: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(jobs).stack_size(STACK_BYTES).build();
    pool.expect("the system can start worker threads").install(work)
}

//! The program and its libraries.

use std::ops::Range;
use std::sync::Arc;

/// A file of code that was loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Module {
    /// The file as the loader knows it.
    pub path: Arc<str>,
    /// What names exactly this build, in hexadecimal; `None` if the linker wrote nothing.
    pub build_id: Option<Arc<str>>,
    /// What is added to an address of the file to get one in memory.
    pub base: u64,
    /// Where it is in memory.
    pub range: Range<u64>,
}

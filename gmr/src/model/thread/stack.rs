//! Stacks and their frames.

use std::borrow::Cow;
use std::sync::Arc;

/// A stack, innermost frame first.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Stack {
    /// Names the same stack on another host and after a restart; empty if nobody asked.
    pub id: String,
    /// The frames; an inlined function has a frame of its own. Stacks share them, and so do reports:
    /// a thousand threads are at a few hundred places.
    pub frames: Arc<[Arc<Frame>]>,
    /// Where frames are missing between those of the innermost and of the outermost calls.
    pub gap: Option<Gap>,
    /// How the list of frames ends.
    pub end: StackEnd,
    /// What a thread with this stack waits for in idleness ("a task, as a tokio worker"), if it is
    /// known to be nobody's trouble.
    pub idle: Option<Cow<'static, str>>,
}

impl Stack {
    /// A stack of these frames.
    #[must_use]
    pub fn new(frames: impl IntoIterator<Item = Frame>, end: StackEnd) -> Self {
        let frames = frames.into_iter().map(Arc::new).collect();
        Stack { id: String::new(), frames, gap: None, end, idle: None }
    }
}

/// Calls in the midst of a deep stack that are not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Gap {
    /// The index of the frame before which they would be.
    pub at: usize,
    /// How many calls.
    pub left_out: u64,
}

/// How a stack ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum StackEnd {
    /// At the function that began the thread.
    Root,
    /// Early, for this reason.
    Truncated(String),
    /// Where this remark says: the frames below are known, and of no interest.
    LeftOut(String),
}

/// One function on a stack. What is not known is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Frame {
    /// Where the thread is, or returns to; shared by the functions inlined there.
    pub address: u64,
    /// The demangled name without its hash.
    pub function: Option<Arc<str>>,
    /// The source file as the compiler wrote it.
    pub file: Option<Arc<str>>,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// The column, counted from 1.
    pub column: Option<u32>,
    /// The file of the program or library.
    pub module: Option<Arc<str>>,
    /// The lookup address less the module's load address: what `addr2line -e MODULE` takes.
    pub offset: Option<u64>,
    /// Whether the function was inlined into the next frame.
    pub inlined: bool,
}

impl Frame {
    /// A frame of which only the address is known.
    #[must_use]
    pub fn new(address: u64) -> Self {
        Frame {
            address,
            function: None,
            file: None,
            line: None,
            column: None,
            module: None,
            offset: None,
            inlined: false,
        }
    }
}

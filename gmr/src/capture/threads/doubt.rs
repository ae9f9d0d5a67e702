//! Which stacks may be wrong although they seem whole.

use super::modules::Modules;
use super::unwind::function_start;
use crate::model::{Frame, Stack, Thread, Threads};
use crate::sys::snapshot::own;
use std::sync::Arc;

const UNWINDING: &str = "was unwinding from a panic: its stack may be wrong in part";
const UNLOADED: &str = "was in a library that was unloaded meanwhile: its stack may be wrong";

/// Sets the doubt of each thread whose stack deserves it.
pub(super) fn mark(threads: &mut Threads, modules: &Modules) {
    let doubts: Vec<Option<&str>> =
        threads.stacks.iter().map(|stack| doubt(stack, modules)).collect();
    let index_of = |thread: &Thread| thread.stack.as_ref().ok().copied();
    for thread in &mut threads.threads {
        let doubt = index_of(thread).and_then(|index| doubts.get(index).copied().flatten());
        thread.doubt = doubt.map(str::to_owned);
    }
}

/// Why a stack may be wrong.
fn doubt(stack: &Stack, modules: &Modules) -> Option<&'static str> {
    let is_gone = |frame: &Arc<Frame>| modules.is_gone(frame.address.wrapping_sub(1));
    if is_unwinding(stack, modules) {
        Some(UNWINDING)
    } else {
        (modules.any_gone() && stack.frames.iter().any(is_gone)).then_some(UNLOADED)
    }
}

/// Whether the thread was in the unwinder, which changes saved registers on the stack while it
/// makes its way to a handler.
fn is_unwinding(stack: &Stack, modules: &Modules) -> bool {
    // It only looks.
    let looks = |frame: &Arc<Frame>| frame.function.as_deref() == Some("_Unwind_Backtrace");
    let mut unwinders = stack.frames.iter().filter(|frame| is_unwinder(frame, modules)).peekable();
    unwinders.peek().is_some() && !unwinders.any(looks)
}

/// Whether a frame is one of the unwinder's: by its name, by its library, or because there a
/// function begins that a panic calls.
fn is_unwinder(frame: &Frame, modules: &Modules) -> bool {
    let library = frame.module.as_deref().unwrap_or_default();
    let library = library.rsplit('/').next().unwrap_or_default();
    match &frame.function {
        _ if library.starts_with("libgcc_s.so") || library.starts_with("libunwind.so") => true,
        Some(function) => function.starts_with("_Unwind_"),
        None => function_start(modules, frame.address.wrapping_sub(1))
            .is_some_and(|start| own::begins_to_unwind().contains(&start)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::StackEnd;

    fn frame(function: Option<&str>, address: u64) -> Frame {
        Frame { function: function.map(Into::into), ..Frame::new(address) }
    }

    fn marked(frames: Vec<Frame>) -> Threads {
        let mut modules = Modules::default();
        modules.refresh();
        let stacks = vec![Stack::new(frames, StackEnd::Root)];
        let mut threads = Threads { stacks, ..Threads::default() };
        let mut thread = Thread::new(7);
        thread.stack = Ok(0);
        threads.threads = vec![thread, Thread::new(8)];
        mark(&mut threads, &modules);
        assert_eq!(threads.threads[1].doubt, None);
        threads
    }

    #[test]
    fn a_stack_in_the_unwinder_is_marked_as_doubtful() {
        let threads = marked(vec![frame(Some("_Unwind_RaiseException"), 1), frame(None, 2)]);
        assert_eq!(threads.threads[0].doubt.as_deref(), Some(UNWINDING));
    }

    #[test]
    fn the_unwinder_is_known_without_its_name() {
        let entry = own::begins_to_unwind()[0];
        assert!(marked(vec![frame(None, entry + 8)]).threads[0].doubt.is_some());
        let library = Frame { module: Some("/lib/libgcc_s.so.1".into()), ..Frame::new(1) };
        assert!(marked(vec![library]).threads[0].doubt.is_some());
    }

    #[test]
    fn who_only_looks_at_a_stack_does_not_change_it() {
        let looks = Frame {
            module: Some("/lib/libgcc_s.so.1".into()),
            ..frame(Some("_Unwind_Backtrace"), 1)
        };
        let inner = Frame { module: looks.module.clone(), ..Frame::new(2) };
        assert_eq!(marked(vec![inner, looks]).threads[0].doubt, None);
        assert_eq!(marked(vec![frame(Some("main"), 1)]).threads[0].doubt, None);
    }
}

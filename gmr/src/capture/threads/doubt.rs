//! Which stacks may be wrong although they seem whole.

use super::modules::Modules;
use super::unwind::function_start;
use crate::model::{Frame, Stack, Thread, Threads};
use crate::sys::snapshot::own;
use std::sync::Arc;

const UNWINDING: &str = "was unwinding from a panic: its stack may be wrong in part";
const UNLOADED: &str = "was in a library that was unloaded meanwhile: its stack may be wrong";

/// Of each stack, whether its thread was unwinding from a panic. That takes a look at the names of
/// all frames, so what is remembered of a stack holds.
pub(super) fn unwinding(
    stacks: &[Stack],
    remembered: &[Option<bool>],
    modules: &Modules,
) -> Vec<bool> {
    let all = stacks.iter().zip(remembered);
    all.map(|(stack, known)| known.unwrap_or_else(|| is_unwinding(stack, modules))).collect()
}

/// Sets the doubt of each thread whose stack deserves it.
pub(super) fn mark(threads: &mut Threads, unwinding: &[bool], modules: &Modules) {
    let stacks = threads.stacks.iter().zip(unwinding);
    let doubts: Vec<Option<&str>> =
        stacks.map(|(stack, is_unwinding)| doubt(stack, *is_unwinding, modules)).collect();
    let index_of = |thread: &Thread| thread.stack.as_ref().ok().copied();
    for thread in &mut threads.threads {
        let doubt = index_of(thread).and_then(|index| doubts.get(index).copied().flatten());
        thread.doubt = doubt.map(str::to_owned);
    }
}

/// Why a stack may be wrong.
fn doubt(stack: &Stack, is_unwinding: bool, modules: &Modules) -> Option<&'static str> {
    let is_gone = |frame: &Arc<Frame>| modules.is_gone(frame.address.wrapping_sub(1));
    if is_unwinding {
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
    // Most callers are in the module of whom they call.
    let (mut last, mut is_library) = (None, false);
    let is_unwinder = |frame: &&Arc<Frame>| {
        let module = frame.module.as_ref();
        if last != module.map(Arc::as_ptr) {
            (last, is_library) = (module.map(Arc::as_ptr), module.is_some_and(is_unwinders));
        }
        is_library || is_in_unwinder(frame, modules)
    };
    let mut unwinders = stack.frames.iter().filter(is_unwinder).peekable();
    unwinders.peek().is_some() && !unwinders.any(looks)
}

/// Whether a library is the unwinder's, by its path.
fn is_unwinders(library: &Arc<str>) -> bool {
    let name = library.rsplit('/').next().unwrap_or_default();
    name.starts_with("libgcc_s.so") || name.starts_with("libunwind.so")
}

/// Whether a frame is one of the unwinder's by its name, or because there a function begins that a
/// panic calls.
fn is_in_unwinder(frame: &Frame, modules: &Modules) -> bool {
    match &frame.function {
        Some(function) => function.starts_with("_Unwind_"),
        None => function_start(modules, frame.address.wrapping_sub(1))
            .is_some_and(|start| own::begins_to_unwind().contains(&start)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::stacks::{Code, Depth, Named, Places, Stacks};
    use super::super::symbolize::Symbolizer;
    use super::super::unwind::Place;
    use super::*;
    use crate::model::StackEnd;
    use std::time::{Duration, Instant};

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
        let unwinding = unwinding(&threads.stacks, &[None], &modules);
        mark(&mut threads, &unwinding, &modules);
        assert_eq!(threads.threads[1].doubt, None);
        threads
    }

    #[test]
    fn a_stack_in_the_unwinder_is_marked_as_doubtful() {
        let threads = marked(vec![frame(Some("_Unwind_RaiseException"), 1), frame(None, 2)]);
        assert_eq!(threads.threads[0].doubt.as_deref(), Some(UNWINDING));
    }

    #[test]
    fn what_the_last_report_found_of_a_stack_holds() {
        let place = Place { address: own::begins_to_unwind()[0] + 8, is_exact: true };
        let in_unwinder = || {
            let mut stacks = Stacks::default();
            stacks.add(Places { places: &[place], left_out: 0, end: StackEnd::Root });
            stacks
        };
        let (mut modules, mut symbolizer) = (Modules::default(), Symbolizer::default());
        modules.refresh();
        let named = |stacks: &Stacks, symbolizer: &mut Symbolizer| {
            let mut code = Code { modules: &modules, symbolizer };
            stacks.named(&mut code, Depth::Lines, Instant::now() + Duration::from_secs(60))
        };
        let first = in_unwinder();
        let Named { stacks, unwinding: remembered, .. } = named(&first, &mut symbolizer);
        assert_eq!(remembered, [None]);
        let found = unwinding(&stacks, &remembered, &modules);
        assert_eq!(found, [true]);
        symbolizer.known = first.remember(&stacks, &found);
        assert_eq!(named(&in_unwinder(), &mut symbolizer).unwinding, [Some(true)]);
        // It is not looked for again.
        assert_eq!(unwinding(&stacks, &[Some(false)], &modules), [false]);
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

use super::super::stacks::{Code, Depth};
use super::*;

#[inline(never)]
fn outer(stopped: &Receiver<()>) {
    middle(stopped);
    std::hint::black_box(());
}

#[inline(never)]
fn middle(stopped: &Receiver<()>) {
    inner(stopped);
    std::hint::black_box(());
}

#[inline(never)]
fn inner(stopped: &Receiver<()>) {
    let _ = stopped.recv();
    std::hint::black_box(());
}

#[inline(always)]
fn an_inlined_one(stopped: &Receiver<()>) {
    inner(stopped);
    std::hint::black_box(());
}

#[inline(never)]
fn around_inlined(stopped: &Receiver<()>) {
    an_inlined_one(stopped);
    std::hint::black_box(());
}

#[test]
fn a_parked_thread_shows_its_calls_in_order() {
    let _turn = turn();
    let subject = Subject::start("parked here", outer);
    subject.wait_until_asleep();
    let mut capture = Capture::install(None).unwrap();
    let threads = report(&mut capture);

    let thread = thread_of(&threads, subject.id);
    assert_eq!(thread.name, "parked here");
    assert_eq!(thread.state, Some(ThreadState::Sleeping));
    let stack = threads.stack_of(subject.id).unwrap();
    assert_eq!(stack.end, StackEnd::Root);
    assert!(positions(stack, &["names::inner", "names::middle", "names::outer"]).is_sorted());
    subject.stop();
}

#[test]
fn a_frame_has_file_line_module_and_offset() {
    let _turn = turn();
    let subject = Subject::start("lines", outer);
    subject.wait_until_asleep();
    let stack = Capture::install(None).unwrap().stack_of(subject.id, deadline()).unwrap();

    let frame = &stack.frames[positions(&stack, &["names::inner"])[0]];
    assert!(frame.file.as_deref().unwrap().ends_with("tests/names.rs"));
    let lines: Vec<_> = include_str!("names.rs").lines().collect();
    let line = lines[frame.line.unwrap() as usize - 1];
    assert!(line.contains("stopped.recv()"), "{line}");
    assert!(frame.module.as_deref().unwrap().contains("gmr"));
    // What is named is the call, one byte before the address that it returns to.
    let base = frame.address - 1 - frame.offset.unwrap();
    assert_eq!(base % 4096, 0);
    subject.stop();
}

#[test]
fn an_inlined_function_has_its_own_frame() {
    let _turn = turn();
    let subject = Subject::start("inlined", around_inlined);
    subject.wait_until_asleep();
    let stack = Capture::install(None).unwrap().stack_of(subject.id, deadline()).unwrap();

    let found = positions(&stack, &["names::inner", "an_inlined_one", "names::around_inlined"]);
    assert_eq!(found, [found[0], found[0] + 1, found[0] + 2]);
    let frames: Vec<&Frame> = found.iter().map(|index| &*stack.frames[*index]).collect();
    assert_eq!(frames.iter().map(|f| f.inlined).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(frames[1].address, frames[2].address);
    subject.stop();
}

#[test]
fn a_thread_in_a_callback_of_backtrace_does_not_stop_a_capture() {
    let _turn = turn();
    let subject = Subject::start("tracing", |stopped| {
        backtrace::trace(|_| {
            let _ = stopped.recv();
            false
        });
    });
    subject.wait_until_asleep();
    // In another thread, so that the callback ends also if the capture waits for it.
    let (tell, told) = mpsc::channel();
    let capturing = thread::spawn(move || {
        let threads = report(&mut Capture::install(None).unwrap());
        let own = threads.stack_of(task::thread_id()).cloned();
        tell.send(own).unwrap();
    });
    let own = told.recv_timeout(Duration::from_secs(30));
    subject.stop();
    capturing.join().unwrap();
    let name = "a_thread_in_a_callback_of_backtrace_does_not_stop_a_capture";
    let own = own.unwrap().unwrap();
    assert!(functions(&own).iter().any(|function| function.contains(name)));
}

#[test]
fn names_are_the_same_from_memory() {
    let _turn = turn();
    let subject = Subject::start("twice", outer);
    subject.wait_until_asleep();
    let mut capture = Capture::install(None).unwrap();
    let first = capture.stack_of(subject.id, deadline()).unwrap();
    let second = capture.stack_of(subject.id, deadline()).unwrap();
    assert_eq!(functions(&first), functions(&second));
    let mut another = Capture::install(None).unwrap();
    assert_eq!(another.stack_of(subject.id, deadline()).unwrap(), second);
    subject.stop();
}

#[test]
fn who_loses_patience_has_addresses_and_modules() {
    let _turn = turn();
    let subject = Subject::start("kept", outer);
    subject.wait_until_asleep();
    let mut capture = Capture::install(None).unwrap();
    let mut kept = Vec::new();
    let threads = capture.threads(deadline(), &mut |threads| kept.push(threads.clone()));
    let [listed, offsets, names] = &kept[..] else { panic!("{} were kept", kept.len()) };

    assert!(listed.stacks.is_empty() && thread_of(listed, subject.id).name == "kept");
    let late = threads.stack_of(subject.id).unwrap();
    let (early, named) =
        (offsets.stack_of(subject.id).unwrap(), names.stack_of(subject.id).unwrap());
    let physical = |stack: &Stack| -> Vec<(u64, Option<u64>)> {
        let frames = stack.frames.iter().filter(|frame| !frame.inlined);
        frames.map(|frame| (frame.address, frame.offset)).collect()
    };
    assert_eq!(physical(early), physical(late));
    assert_eq!(physical(named), physical(late));
    assert!(early.frames.iter().all(|f| f.function.is_none() && f.module.is_some()));
    assert!(named.frames.iter().all(|f| f.line.is_none()));
    assert!(positions(named, &["names::inner", "names::middle", "names::outer"]).is_sorted());

    let again = capture.stack_of(subject.id, deadline()).unwrap();
    assert_eq!(again.frames, threads.stack_of(subject.id).unwrap().frames);
    subject.stop();
}

#[test]
fn without_time_addresses_stay_without_names_and_a_note_says_so() {
    let _turn = turn();
    let mut stacks = Stacks::default();
    let place = Place { address: outer as *const () as u64, is_exact: true };
    let same = Places { places: &[place], left_out: 0, end: StackEnd::Root };
    assert_eq!(stacks.add(same), 0);
    assert_eq!(stacks.add(Places { places: &[place], left_out: 0, end: StackEnd::Root }), 0);
    let cut = StackEnd::Truncated("cut".to_owned());
    assert_eq!(stacks.add(Places { places: &[place], left_out: 0, end: cut }), 1);

    let mut modules = Modules::default();
    modules.refresh();
    let symbolizer = &mut Symbolizer::default();
    let mut code = Code { modules: &modules, symbolizer };
    let named = stacks.named(&mut code, Depth::Lines, Instant::now());
    assert_eq!((named.stacks.len(), named.short), (2, 2));
    assert_eq!(functions(&named.stacks[0]), ["?"]);
    assert_eq!(named.stacks[0].id, "");
}

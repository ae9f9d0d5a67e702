use super::*;
use crate::model::Method;
use crate::sys::snapshot::arch::LINK_REGISTER;
use crate::sys::snapshot::testing;
use std::io::Read as _;
use std::os::unix::net::UnixStream;
use std::sync::{Arc, Condvar, Mutex, RwLock};

/// What std's threads wait in.
fn sleepers() -> Vec<Subject> {
    let mutex = Arc::new(Mutex::new(()));
    let (of_lock, of_condvar, of_rwlock) = (Arc::clone(&mutex), Arc::default(), Arc::default());
    let condvar: Arc<(Mutex<bool>, Condvar)> = of_condvar;
    let rwlock: Arc<RwLock<()>> = of_rwlock;
    let reader = Arc::clone(&rwlock);
    let (stream, other_end) = UnixStream::pair().unwrap();
    let (end, ends) = mpsc::channel::<()>();
    let joined = thread::spawn(move || wait(&ends));
    let holder = Subject::start("holder", move |stopped| {
        let _held = (end, mutex.lock().unwrap(), rwlock.write().unwrap());
        let _ = stopped.recv();
    });
    holder.wait_until_asleep();
    let subjects = vec![
        Subject::start("recv", wait),
        Subject::start("lock", move |_| drop(of_lock.lock())),
        Subject::start("rwlock", move |_| drop(reader.read())),
        Subject::start("condvar", move |stopped| {
            // Woken each second to look whether the test is over.
            while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {
                let second = Duration::from_secs(1);
                drop(condvar.1.wait_timeout(condvar.0.lock().unwrap(), second));
            }
        }),
        Subject::start("sleep", |stopped| {
            while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {
                thread::sleep(Duration::from_secs(1));
            }
        }),
        Subject::start("join", |_| drop(joined.join())),
        Subject::start("read", move |stopped| {
            let mut stream = stream;
            stream.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
            while stopped.try_recv() == Err(mpsc::TryRecvError::Empty) {
                let _ = stream.read(&mut [0]);
            }
            drop(other_end);
        }),
    ];
    subjects.iter().for_each(Subject::wait_until_asleep);
    // Last, so that those who wait for it end after it.
    std::iter::once(holder).chain(subjects).collect()
}

/// Whether sleeping threads tell too little: with a link register, the frame of a system call
/// cannot be left without it.
fn skip_without_sleepers() -> bool {
    if LINK_REGISTER.is_some() {
        crate::error::skip("on this architecture, threads that sleep do not tell enough");
    }
    LINK_REGISTER.is_some()
}

#[test]
fn a_sleeping_thread_is_read_and_shows_what_it_would_answer() {
    if skip_without_sleepers() {
        return;
    }
    let _turn = turn();
    let subjects = sleepers();
    let mut passive = Capture::open(CaptureMode::PassiveOnly, None).unwrap();
    assert_eq!(passive.signal(), None);
    let read = report(&mut passive);
    let asked = report(&mut Capture::by_signal());
    for subject in &subjects {
        let thread = thread_of(&read, subject.id);
        assert_eq!(thread.method, Some(Method::Passive), "{thread:?}");
        assert_eq!(thread_of(&asked, subject.id).method, Some(Method::Signal));
        let stack = read.stack_of(subject.id).unwrap();
        assert_eq!(stack.end, StackEnd::Root, "{}: {:#?}", thread.name, functions(stack));
        // The innermost call may have been begun again behind the signal.
        let outer = |stack: &Stack| stack.frames.iter().skip(1).cloned().collect::<Vec<_>>();
        let answered = asked.stack_of(subject.id).unwrap();
        assert_eq!(outer(stack), outer(answered), "{}", thread.name);
    }
    subjects.into_iter().for_each(Subject::stop);
}

#[test]
fn a_deep_stack_is_read_to_its_end() {
    if skip_without_sleepers() {
        return;
    }
    let _turn = turn();
    let subject = Subject::start_with_stack("deep", 64 << 20, |stopped| {
        assert_eq!(deep(10_000, stopped), 10_000);
    });
    let mut capture = Capture::open(CaptureMode::PassiveOnly, None).unwrap();
    let stack = stack_once_in(&mut capture, subject.id, "::recv");
    assert_eq!(stack.end, StackEnd::Root);
    let calls = functions(&stack).iter().filter(|f| f.ends_with("tests::deep")).count();
    let left_out = stack.gap.map_or(0, |gap| gap.left_out);
    assert_eq!(calls as u64 + left_out, 10_001);
    subject.stop();
}

/// Its frame is found by the frame pointer only, from which the stack pointer was rounded down.
#[inline(never)]
fn aligned(stopped: &Receiver<()>) {
    #[repr(align(256))]
    struct Aligned([u8; 256]);
    let aligned = Aligned([7; 256]);
    std::hint::black_box(&aligned.0);
    wait(stopped);
    std::hint::black_box(&aligned.0);
}

/// Parked until the test says so; in a signal handler.
fn park_in_handler() {
    thread::park();
}

#[test]
fn frames_of_every_kind_are_read() {
    if skip_without_sleepers() {
        return;
    }
    let _turn = turn();
    let on =
        |alternate: bool| move |_: &Receiver<()>| testing::in_handler(alternate, park_in_handler);
    let subjects = [
        (Subject::start("aligned", aligned), "passive::aligned"),
        (Subject::start("handler", on(false)), "passive::park_in_handler"),
        (Subject::start("alternate", on(true)), "passive::park_in_handler"),
    ];
    let mut capture = Capture::open(CaptureMode::PassiveOnly, None).unwrap();
    for (subject, name) in subjects {
        let stack = stack_once_in(&mut capture, subject.id, name);
        assert_eq!(stack.end, StackEnd::Root, "{name}: {:#?}", functions(&stack));
        subject.thread.thread().unpark();
        subject.stop();
    }
}

#[test]
fn who_cannot_be_asked_is_read_asleep() {
    if skip_without_sleepers() {
        return;
    }
    let _turn = turn();
    let mut capture = Capture::install(None).unwrap();
    let signal = capture.signal().unwrap();
    let subject = Subject::start("blocks", move |stopped| {
        testing::block(signal, true);
        let _ = stopped.recv();
    });
    let (tell, told) = mpsc::channel();
    let waits = Subject::start("sigwait", move |_| {
        tell.send(testing::wait_for_any_signal()).unwrap();
    });
    subject.wait_until_asleep();
    waits.wait_until_asleep();
    let threads = report(&mut capture);
    for subject in [&subject, &waits] {
        let thread = thread_of(&threads, subject.id);
        assert_eq!(thread.method, Some(Method::Passive), "{thread:?}");
        let stack = threads.stack_of(subject.id).unwrap();
        assert_eq!(stack.end, StackEnd::Root, "{:#?}", functions(stack));
    }
    assert!(told.try_recv().is_err());
    testing::send(waits.id, libc::SIGUSR1);
    subject.stop();
    waits.stop();
}

#[test]
fn who_is_on_a_processor_is_asked_unless_nobody_may_be() {
    let _turn = turn();
    let (is_there, may_return) = (Arc::default(), Arc::default());
    let (there, returns) = (Arc::clone(&is_there), Arc::clone(&may_return));
    let run = move |_: &Receiver<()>| testing::spin_bare(true, &there, &returns);
    let subject = Subject::start("spins", run);
    while !is_there.load(std::sync::atomic::Ordering::Acquire) {
        thread::yield_now();
    }
    let mut first = Capture::install(None).unwrap();
    let threads = report(&mut first);
    assert_eq!(thread_of(&threads, subject.id).method, Some(Method::Signal));
    let mut never = Capture::open(CaptureMode::PassiveOnly, None).unwrap();
    let threads = report(&mut never);
    let thread = thread_of(&threads, subject.id);
    assert_eq!(thread.method, None);
    let reason = thread.stack.as_ref().unwrap_err();
    assert_eq!(reason, "is on a processor, and may not be interrupted");
    may_return.store(true, std::sync::atomic::Ordering::Release);
    subject.stop();
}

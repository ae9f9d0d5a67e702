//! Whom a report interrupts: no thread that sleeps, unless the set-up wants that.
#![cfg(all(target_os = "linux", target_arch = "x86_64"))]
#![allow(clippy::unwrap_used, clippy::panic)]
#![allow(unsafe_code, reason = "the system calls that signals disturb")]

mod child;

use child::{Service, play, say, skip};
use gmr::CaptureMode;
use gmr::model::{Method, StackEnd, Thread, ThreadState, Threads};
use std::fs;
use std::io::{self, Read as _, Write as _};
use std::mem;
use std::os::fd::AsRawFd as _;
use std::os::unix::net::UnixStream;
use std::ptr;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::Duration;

/// Longer than a test takes.
const LONG: libc::c_long = 600;
const REPORTS: usize = 10;

fn result(returned: impl Into<i64>) -> io::Result<i64> {
    let returned = returned.into();
    if returned < 0 { Err(io::Error::last_os_error()) } else { Ok(returned) }
}

fn long() -> libc::timespec {
    libc::timespec { tv_sec: LONG, tv_nsec: 0 }
}

/// A long time from now.
fn later() -> libc::timespec {
    let mut time = long();
    // SAFETY: a place for the time.
    unsafe { libc::clock_gettime(libc::CLOCK_REALTIME, &raw mut time) };
    time.tv_sec += LONG;
    time
}

fn stream_with_timeout() -> (UnixStream, UnixStream) {
    let (stream, other_end) = UnixStream::pair().unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(LONG.cast_unsigned()))).unwrap();
    (stream, other_end)
}

/// Calls that return early when a signal arrives, even if its handler asks for a restart; and the
/// system call in which a thread then sleeps.
const CALLS: [(&str, &[libc::c_long]); 11] = [
    ("epoll_wait", &[libc::SYS_epoll_wait]),
    ("poll", &[libc::SYS_poll]),
    ("select", &[libc::SYS_select, libc::SYS_pselect6]),
    ("pause", &[libc::SYS_pause]),
    ("nanosleep", &[libc::SYS_nanosleep, libc::SYS_clock_nanosleep]),
    ("clock_nanosleep", &[libc::SYS_clock_nanosleep]),
    ("sem_timedwait", &[libc::SYS_futex]),
    ("futex", &[libc::SYS_futex]),
    ("recv with a timeout", &[libc::SYS_recvfrom]),
    ("read of std with a timeout", &[libc::SYS_recvfrom, libc::SYS_read]),
    ("write to a full pipe", &[libc::SYS_write]),
];

/// Makes one of the calls.
fn call(name: &str) -> io::Result<i64> {
    let (time, until) = (long(), later());
    // SAFETY: the arguments are valid, and outlive the call.
    unsafe {
        match name {
            "epoll_wait" => {
                let mut event: libc::epoll_event = mem::zeroed();
                result(libc::epoll_wait(libc::epoll_create1(0), &raw mut event, 1, -1))
            }
            "poll" => result(libc::poll(ptr::null_mut(), 0, -1)),
            "select" => {
                let none = ptr::null_mut();
                result(libc::select(0, none, none, none, ptr::null_mut()))
            }
            "pause" => result(libc::pause()),
            "nanosleep" => result(libc::nanosleep(&raw const time, ptr::null_mut())),
            "clock_nanosleep" => {
                let (clock, flag) = (libc::CLOCK_REALTIME, libc::TIMER_ABSTIME);
                match libc::clock_nanosleep(clock, flag, &raw const until, ptr::null_mut()) {
                    0 => Ok(0),
                    error => Err(io::Error::from_raw_os_error(error)),
                }
            }
            "sem_timedwait" => {
                let mut semaphore: libc::sem_t = mem::zeroed();
                libc::sem_init(&raw mut semaphore, 0, 0);
                result(libc::sem_timedwait(&raw mut semaphore, &raw const until))
            }
            "futex" => {
                let (word, wait) = (0_u32, libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG);
                let (word, time) = (&raw const word, &raw const time);
                result(libc::syscall(libc::SYS_futex, word, wait, 0, time))
            }
            "recv with a timeout" => {
                let (stream, _other_end) = stream_with_timeout();
                let mut byte = 0_u8;
                let returned = libc::recv(stream.as_raw_fd(), (&raw mut byte).cast(), 1, 0);
                result(i64::try_from(returned).unwrap())
            }
            "read of std with a timeout" => {
                let (mut stream, _other_end) = stream_with_timeout();
                stream.read(&mut [0]).map(|len| i64::try_from(len).unwrap())
            }
            _ => {
                let (_reader, mut writer) = io::pipe()?;
                // A pipe holds less; so what is written before the signal is all that is told.
                writer.write(&vec![0; 1 << 20]).map(|len| i64::try_from(len).unwrap())
            }
        }
    }
}

/// A call that returned, and what.
type Returned = (&'static str, io::Result<i64>);

/// A thread in each of the calls, and what comes when one returns.
fn sleep_in_all() -> (Vec<(u64, &'static str)>, Receiver<Returned>) {
    let (tell, told) = channel();
    let start = |(name, numbers): (&'static str, &[libc::c_long])| {
        let tell: Sender<_> = tell.clone();
        let id = start(numbers, move || tell.send((name, call(name))).unwrap());
        (id, name)
    };
    (CALLS.into_iter().map(start).collect(), told)
}

/// Starts a thread that sleeps for long.
fn start_sleeper() -> u64 {
    start(&[libc::SYS_clock_nanosleep, libc::SYS_nanosleep], || {
        thread::sleep(Duration::from_secs(LONG.cast_unsigned()));
    })
}

/// Starts a thread and waits until it sleeps in one of these system calls.
fn start(calls: &[libc::c_long], body: impl FnOnce() + Send + 'static) -> u64 {
    let (tell, told) = channel();
    thread::spawn(move || {
        // SAFETY: always succeeds.
        tell.send(unsafe { libc::gettid() }).unwrap();
        body();
    });
    let id = told.recv().unwrap();
    let is_there = || {
        let line = fs::read_to_string(format!("/proc/self/task/{id}/syscall")).unwrap();
        let number = line.split(' ').next().and_then(|number| number.parse().ok());
        number.is_some_and(|number| calls.contains(&number))
    };
    while !is_there() {
        thread::yield_now();
    }
    u64::try_from(id).unwrap()
}

fn status(id: impl std::fmt::Display) -> String {
    fs::read_to_string(format!("/proc/self/task/{id}/status")).unwrap()
}

/// The first word of a line.
fn field<'s>(status: &'s str, name: &str) -> &'s str {
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap();
    line.trim_start_matches(':').split_ascii_whitespace().next().unwrap()
}

/// How often the thread went to sleep.
fn sleeps(id: u64) -> u64 {
    field(&status(id), "voluntary_ctxt_switches").parse().unwrap()
}

fn threads() -> Threads {
    gmr::collect().threads().unwrap().clone()
}

fn thread_of(threads: &Threads, id: u64) -> &Thread {
    threads.threads.iter().find(|thread| thread.id == id).unwrap()
}

fn assert_whole(threads: &Threads, id: u64, method: Method) {
    let thread = thread_of(threads, id);
    assert_eq!(thread.method, Some(method), "{thread:?}");
    let stack = threads.stack_of(id).unwrap();
    assert_eq!(stack.end, StackEnd::Root, "{thread:?}: {stack:#?}");
}

#[test]
fn a_sleeping_thread_does_not_notice_a_report() {
    const NAME: &str = "a_sleeping_thread_does_not_notice_a_report";
    play(NAME, || {
        let _guard = gmr::autorun(gmr::package!()).signal("none").start().unwrap();
        let (sleepers, returned) = sleep_in_all();
        let before: Vec<u64> = sleepers.iter().map(|(id, _)| sleeps(*id)).collect();
        for _ in 0..REPORTS {
            let threads = threads();
            for (id, _) in &sleepers {
                assert_whole(&threads, *id, Method::Passive);
            }
        }
        for ((id, name), before) in sleepers.iter().zip(before) {
            assert_eq!(sleeps(*id), before, "{name} was woken");
        }
        assert!(returned.try_recv().is_err());
    });
    Service::start(NAME, |_| {}).end_well();
}

#[test]
fn by_signal_it_does() {
    play("by_signal_it_does", || {
        let _guard = gmr::autorun(gmr::package!()).signal("none").start().unwrap();
        let (sleepers, returned) = sleep_in_all();
        let threads = threads();
        for (id, _) in &sleepers {
            assert_whole(&threads, *id, Method::Signal);
        }
        for _ in &sleepers {
            let (name, result) = returned.recv_timeout(Duration::from_secs(60)).unwrap();
            match result {
                Ok(written) => assert!(name.starts_with("write") && written < 1 << 20, "{name}"),
                Err(error) => assert_eq!(error.kind(), io::ErrorKind::Interrupted, "{name}"),
            }
        }
    });
    Service::start("by_signal_it_does", |command| {
        command.env("GMR_CAPTURE", "signal-only");
    })
    .end_well();
}

#[test]
fn the_parent_of_a_vfork_is_shown() {
    extern "C" fn wait_for_the_end(reader: *mut libc::c_void) -> libc::c_int {
        let mut byte = 0_u8;
        // SAFETY: a place for the byte.
        unsafe { libc::read(reader as libc::c_int, (&raw mut byte).cast(), 1) };
        0
    }
    play("the_parent_of_a_vfork_is_shown", || {
        let _guard = gmr::autorun(gmr::package!()).signal("none").start().unwrap();
        let (reader, writer) = io::pipe().unwrap();
        let id = start(&[libc::SYS_clone], move || {
            let mut stack = vec![0_u128; 4096];
            let fd = reader.as_raw_fd();
            // The child must not hold the end that it waits for.
            let flags = libc::CLONE_VM | libc::CLONE_VFORK | libc::CLONE_FILES | libc::SIGCHLD;
            // SAFETY: the child has its own stack and only reads; this thread waits for it.
            unsafe {
                let top = stack.as_mut_ptr().add(stack.len()).cast();
                let argument = ptr::without_provenance_mut(fd.cast_unsigned() as usize);
                libc::clone(wait_for_the_end, top, flags, argument);
            }
        });
        let threads = threads();
        assert_eq!(thread_of(&threads, id).state, Some(ThreadState::DiskSleep));
        assert_whole(&threads, id, Method::Passive);
        drop(writer);
    });
    Service::start("the_parent_of_a_vfork_is_shown", |_| {}).end_well();
}

#[test]
fn a_thread_that_a_debugger_stopped_is_shown() {
    const NAME: &str = "a_thread_that_a_debugger_stopped_is_shown";
    play(NAME, || {
        let _guard = gmr::autorun(gmr::package!()).signal("none").start().unwrap();
        let id = start_sleeper();
        say(&id.to_string());
        child::hear();
        let threads = threads();
        assert_eq!(thread_of(&threads, id).state, Some(ThreadState::Traced));
        assert_whole(&threads, id, Method::Passive);
        say("done");
    });
    let mut service = Service::start(NAME, |_| {});
    let id: libc::pid_t = service.hear().parse().unwrap();
    let stopped = match Stopped::stop(id) {
        Ok(stopped) => stopped,
        Err(error) => return skip(&format!("ptrace is refused: {error}")),
    };
    service.say("stopped");
    assert_eq!(service.hear(), "done");
    drop(stopped);
    service.end_well();
}

/// A thread of a child that this process has stopped as a debugger does.
struct Stopped(libc::pid_t);

impl Stopped {
    fn stop(id: libc::pid_t) -> io::Result<Self> {
        let none = ptr::null_mut::<libc::c_void>();
        // SAFETY: a thread of another process, which is let go again.
        unsafe {
            result(libc::ptrace(libc::PTRACE_SEIZE, id, none, none))?;
            let stopped = Stopped(id);
            result(libc::ptrace(libc::PTRACE_INTERRUPT, id, none, none))?;
            assert_eq!(libc::waitpid(id, ptr::null_mut(), libc::__WALL), id);
            Ok(stopped)
        }
    }
}

impl Drop for Stopped {
    fn drop(&mut self) {
        let none = ptr::null_mut::<libc::c_void>();
        // SAFETY: the thread is let go, or it has ended and is waited for: until then, its process
        // does not end.
        unsafe {
            while libc::ptrace(libc::PTRACE_DETACH, self.0, none, none) != 0
                && libc::waitpid(self.0, ptr::null_mut(), libc::__WALL | libc::WNOHANG) == 0
            {
                thread::yield_now();
            }
        }
    }
}

#[test]
fn who_may_not_be_read_asleep_is_asked() {
    play("who_may_not_be_read_asleep_is_asked", || {
        let _guard = gmr::autorun(gmr::package!()).signal("none").start().unwrap();
        let id = start_sleeper();
        // SAFETY: this process needs no rights any more.
        unsafe {
            libc::setuid(65534);
            assert_eq!(libc::prctl(libc::PR_SET_DUMPABLE, 0, 0, 0, 0), 0);
        }
        assert!(fs::read(format!("/proc/self/task/{id}/syscall")).is_err());
        assert_whole(&threads(), id, Method::Signal);
    });
    Service::start("who_may_not_be_read_asleep_is_asked", |_| {}).end_well();
}

/// Lets the kernel refuse a system call from now on.
fn forbid(call: libc::c_long) {
    let statement = |code: u32, k: u32| libc::sock_filter { code: code as u16, jt: 0, jf: 0, k };
    let mut filter = [
        statement(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0),
        libc::sock_filter { jf: 1, ..statement(libc::BPF_JMP | libc::BPF_JEQ, call as u32) },
        statement(libc::BPF_RET, libc::SECCOMP_RET_ERRNO | libc::EPERM.cast_unsigned()),
        statement(libc::BPF_RET, libc::SECCOMP_RET_ALLOW),
    ];
    let program = libc::sock_fprog { len: filter.len() as u16, filter: filter.as_mut_ptr() };
    // SAFETY: a valid program.
    unsafe {
        assert_eq!(libc::prctl(libc::PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 0);
        let (filter, threads) = (libc::SECCOMP_SET_MODE_FILTER, libc::SECCOMP_FILTER_FLAG_TSYNC);
        let refused = libc::syscall(libc::SYS_seccomp, filter, threads, &raw const program);
        assert_eq!(refused, 0, "{}", io::Error::last_os_error());
    }
}

#[test]
fn a_filter_of_system_calls_is_worked_around() {
    const NAME: &str = "a_filter_of_system_calls_is_worked_around";
    play(NAME, || {
        let autorun = gmr::autorun(gmr::package!()).signal("none");
        let _guard = autorun.capture(CaptureMode::PassiveOnly).start().unwrap();
        let id = start_sleeper();
        forbid(libc::SYS_process_vm_readv);
        assert_whole(&threads(), id, Method::Passive);
    });
    Service::start(NAME, |_| {}).end_well();
}

#[test]
fn a_fork_child_interrupts_as_its_parent_does() {
    const NAME: &str = "a_fork_child_interrupts_as_its_parent_does";
    play(NAME, || {
        let autorun = gmr::autorun(gmr::package!()).signal("none");
        let _guard = autorun.capture(CaptureMode::SignalOnly).start().unwrap();
        // SAFETY: the child makes a report and exits, as `rearm` promises that it can.
        unsafe {
            let pid = libc::fork();
            if pid == 0 {
                gmr::rearm().unwrap();
                let id = start_sleeper();
                assert_whole(&threads(), id, Method::Signal);
                libc::_exit(7);
            }
            let mut status = 0;
            libc::waitpid(pid, &raw mut status, 0);
            assert_eq!(libc::WEXITSTATUS(status), 7);
        }
    });
    Service::start(NAME, |_| {}).end_well();
}

//! Kinds that wait by what Rust's library offers, or tokio.

use crate::gate::{announce, levels, spawn, wait};
use std::fs::File;
use std::hint::black_box;
use std::io::Read as _;
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::process::{Command, Stdio};
use std::sync::{Condvar, Mutex, RwLock, mpsc};
use std::thread;
use std::time::Duration;

const LONG: Duration = Duration::from_secs(100_000);

static MUTEX: Mutex<()> = Mutex::new(());
static RWLOCK: RwLock<()> = RwLock::new(());
static FLAG: Mutex<bool> = Mutex::new(false);
static CHANGED: Condvar = Condvar::new();

pub(crate) fn start() {
    locks();
    messages();
    io();
    processes();
    depth();
    tokio();
}

/// Starts a thread that waits by `f`, some calls deep.
fn park(kind: &str, f: impl FnOnce() + Send + 'static) {
    spawn(kind, move || {
        levels(3, || {
            announce();
            f();
        });
    });
}

fn locks() {
    // Held for ever.
    std::mem::forget(MUTEX.lock());
    std::mem::forget(RWLOCK.write());
    park("std-mutex", || drop(MUTEX.lock()));
    park("std-rwlock", || drop(RWLOCK.read()));
    park("std-condvar", || {
        let flag = FLAG.lock().expect("nobody panics with it");
        drop(CHANGED.wait_while(flag, |flag| !*flag));
    });
    park("timed-condvar", || {
        let flag = FLAG.lock().expect("nobody panics with it");
        drop(CHANGED.wait_timeout_while(flag, LONG, |flag| !*flag));
    });
}

fn messages() {
    park("std-park", || {
        loop {
            thread::park();
        }
    });
    park("std-mpsc", || {
        let (_sender, receiver) = mpsc::channel::<()>();
        let _ = receiver.recv();
    });
    park("std-join", || {
        let joined = thread::Builder::new().name("std-sleep".to_owned()).spawn(|| {
            thread::sleep(LONG);
        });
        let _ = joined.map(|thread| thread.join());
    });
}

fn io() {
    park("pipe-read", || {
        let (mut reader, _writer) = std::io::pipe().expect("a pipe");
        let _ = reader.read(&mut [0]);
    });
    park("recv", || {
        let (mut one, _other) = UnixStream::pair().expect("a pair");
        let _ = one.read(&mut [0]);
    });
    park("timed-recv", || {
        let (mut one, _other) = UnixStream::pair().expect("a pair");
        one.set_read_timeout(Some(LONG)).expect("a timeout");
        // The signal that asks ends it early.
        while one.read(&mut [0]).is_err() {}
    });
    park("accept", || {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let _ = listener.accept();
    });
}

fn processes() {
    park("waitpid", || {
        // Ends with this process, which keeps the other end.
        let cat = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn();
        let mut cat = cat.expect("cat starts");
        let input = cat.stdin.take();
        let _ = cat.wait();
        drop(input);
    });
    let path = std::env::current_exe().expect("a path");
    let first = File::open(&path).expect("this program can be read");
    first.lock().expect("it can be locked");
    std::mem::forget(first);
    park("flock", move || {
        let _ = File::open(&path).expect("this program can be read").lock();
    });
}

fn depth() {
    spawn("deep", || {
        black_box(dive(10_000));
    });
    spawn("tls-destructor", || LOCAL.with(|_| ()));
    #[cfg(panic = "unwind")]
    spawn("drop-unwinding", || {
        std::panic::set_hook(Box::new(|_| ()));
        let unwound = std::panic::catch_unwind(|| {
            levels(3, || {
                let _waits = WaitInDrop;
                std::panic::resume_unwind(Box::new(()));
            });
        });
        drop(unwound);
    });
}

#[inline(never)]
fn dive(n: u32) -> u32 {
    let room = black_box([n as u8; 96]);
    let result = if n > 0 { dive(n - 1) } else { forever() };
    black_box(&room);
    black_box(result) + 1
}

#[inline(never)]
fn forever() -> u32 {
    wait();
    0
}

struct WaitInDrop;

impl Drop for WaitInDrop {
    fn drop(&mut self) {
        wait();
    }
}

thread_local! {
    static LOCAL: WaitInDrop = const { WaitInDrop };
}

/// A runtime with a worker that polls, one that is parked, one that does what blocks, and one
/// that waits for such work; and the thread that runs it.
fn tokio() {
    park("tokio-block-on", || {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_keep_alive(LONG)
            .thread_name("tokio-worker")
            .enable_io()
            .build()
            .expect("a runtime");
        runtime.spawn_blocking(|| ());
        runtime.spawn_blocking(|| thread::sleep(LONG));
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
            tokio::spawn(async move { while listener.accept().await.is_ok() {} });
            std::future::pending::<()>().await;
        });
    });
}

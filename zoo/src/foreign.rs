//! Kinds that wait in C.
#![allow(unsafe_code, reason = "declares functions of C")]

use crate::gate::{announce, announce_it, count_one, levels, renounce, spawn, wait};
#[cfg(target_env = "gnu")]
use crate::gate::{await_all_but, await_name, expect, spawn_unannounced};
use std::ffi::{c_int, c_long, c_ulong};

type Wait = extern "C" fn();

// SAFETY: as `c/*.c` has them; none has requirements, nor does any give back something that does.
unsafe extern "C" {
    safe fn zoo_tables(n: c_int, wait: Wait) -> c_int;
    safe fn zoo_realigned(n: c_int, wait: Wait) -> c_int;
    safe fn zoo_over_aligned(n: c_int, wait: Wait) -> c_int;
    safe fn zoo_qsort(wait: Wait) -> c_int;
    safe fn zoo_bare(n: c_int, wait: Wait) -> c_int;
    safe fn zoo_bare_spin(n: c_ulong);
    safe fn zoo_frame_pointer(n: c_int, wait: Wait) -> c_int;
    safe fn zoo_pause();
    safe fn zoo_poll();
    safe fn zoo_epoll();
    safe fn zoo_pthread_lock();
    safe fn zoo_parent() -> c_long;
    safe fn zoo_exit();
    safe fn zoo_handler_on_alternate_stack(wait: Wait);
    safe fn zoo_handler_on_own_stack(wait: Wait);
    safe fn zoo_first_instruction(n: c_int, wait: Wait) -> c_int;
    safe fn zoo_block_signals();
    safe fn zoo_start_small_thread(wait: Wait);
    #[cfg(target_env = "gnu")]
    safe fn zoo_start_raw_thread();
    safe fn zoo_vfork(announce: Wait);
    safe fn zoo_end_vfork();
}

#[cfg(target_env = "gnu")]
mod with_glibc {
    use super::{Wait, c_int};
    use std::ffi::c_char;

    // SAFETY: as above.
    unsafe extern "C" {
        pub(super) safe fn zoo_coroutine(wait: Wait);
        pub(super) safe fn zoo_iterate(wait: Wait) -> c_int;
        fn zoo_open(path: *const c_char, wait: Wait) -> c_int;
    }

    /// Opens a library and calls into it.
    pub(super) fn open(path: &str, wait: Wait) -> c_int {
        let path = std::ffi::CString::new(path).expect("a path has no zeros");
        // SAFETY: a path that ends with a zero.
        unsafe { zoo_open(path.as_ptr(), wait) }
    }
}

pub(crate) fn start() {
    zoo_pthread_lock();
    calls("pthread-mutex", || announced(zoo_pthread_lock));
    calls("pause", || announced(zoo_pause));
    calls("poll", || announced(zoo_poll));
    calls("epoll", || announced(zoo_epoll));
    calls("c-tables", || zoo_tables(5, wait));
    calls("c-realigned", || zoo_realigned(5, wait));
    calls("c-over-aligned", || zoo_over_aligned(5, wait));
    calls("c-bare", || zoo_bare(5, wait));
    calls("c-frame-pointer", || zoo_frame_pointer(5, wait));
    calls("c-qsort", || zoo_qsort(wait));
    calls("alternate-stack", || zoo_handler_on_alternate_stack(wait));
    calls("handler", || zoo_handler_on_own_stack(wait));
    calls("first-fault", || zoo_first_instruction(5, wait));
    calls("blocked-signal", || {
        zoo_block_signals();
        wait();
    });
    calls("vfork", || {
        zoo_vfork(announce_it);
        wait();
    });
    spawn_by_c();
    #[cfg(target_env = "gnu")]
    start_with_glibc();
}

/// The threads that the zoo does not have where the C library has no loader.
#[cfg(target_env = "gnu")]
fn start_with_glibc() {
    calls("coroutine", || with_glibc::zoo_coroutine(wait));
    calls("c-library", || with_glibc::open(env!("ZOO_GUEST"), wait));
    // Whoever opens a library waits for the list of libraries, which this one locks for ever; and
    // who starts waits for a lock that the other has. So this one is there before, and acts after.
    calls("dl-iterate", || {
        await_name("constructor");
        with_glibc::zoo_iterate(wait)
    });
    await_all_but(2);
    expect("constructor");
    spawn_unannounced("constructing", || {
        levels(3, || with_glibc::open(env!("ZOO_SLOW_GUEST"), wait));
    });
}

/// Starts a thread that calls into C, some calls deep.
fn calls<R>(kind: &str, f: impl FnOnce() -> R + Send + 'static) {
    spawn(kind, move || {
        levels(3, f);
    });
}

fn announced(f: extern "C" fn()) {
    announce();
    f();
}

fn spawn_by_c() {
    // musl lets nobody start a thread by `clone`.
    #[cfg(target_env = "gnu")]
    {
        expect("raw-clone");
        zoo_start_raw_thread();
    }
    count_one();
    zoo_start_small_thread(wait);
}

/// Lets the parent go that waits in vfork.
pub(crate) fn end_vfork() {
    renounce();
    zoo_end_vfork();
}

/// Ends the process at once.
pub(crate) fn exit() {
    zoo_exit();
}

/// For those that run: a system call that does nothing.
pub(crate) fn system_call() {
    zoo_parent();
}

/// For those that run: a leaf in C without unwind tables.
pub(crate) fn spin() {
    zoo_bare_spin(1000);
}

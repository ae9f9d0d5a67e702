//! The threads of a row: parked at the end of calls no two of which are the same. The program of
//! a peer has exactly these, too.

use std::hint::black_box;
use std::sync::{Arc, Barrier};
use std::thread;

/// Calls of ours below the park of each thread. With those of std and the C library, a stack has
/// 28 physical frames.
pub(crate) const DEPTH: u32 = 21;

/// Starts `threads` threads, and returns when all of them are about to park.
pub(crate) fn park(threads: usize) {
    let ready = Arc::new(Barrier::new(threads + 1));
    let mut path = 0x9e37_79b9_u32;
    for n in 0..threads {
        path = path.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let (ready, path) = (Arc::clone(&ready), path >> 8);
        let body = move || {
            descend(path, DEPTH, &ready);
        };
        let name = format!("parked-{n}");
        let thread = thread::Builder::new().name(name).stack_size(256 << 10).spawn(body);
        drop(thread.expect("a thread"));
    }
    ready.wait();
}

/// Takes one of two ways at each step, as the bits of `path` say.
fn descend(path: u32, depth: u32, ready: &Barrier) -> u32 {
    if depth == 0 {
        ready.wait();
        loop {
            thread::park();
        }
    }
    if path & 1 == 0 { left(path >> 1, depth, ready) } else { right(path >> 1, depth, ready) }
}

#[inline(never)]
fn left(path: u32, depth: u32, ready: &Barrier) -> u32 {
    black_box(descend(path, depth - 1, ready)) + 1
}

#[inline(never)]
fn right(path: u32, depth: u32, ready: &Barrier) -> u32 {
    black_box(descend(path, depth - 1, ready)) + 2
}

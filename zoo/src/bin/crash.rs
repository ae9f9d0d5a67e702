//! A program that ends by a panic, and reports on it before: also where a panic aborts at once.
//!
//! Two threads panic. Whichever is first, the other must not end the process before its report is
//! written.

use std::sync::Barrier;
use std::thread;

fn main() -> Result<(), gmr::Error> {
    static GATE: Barrier = Barrier::new(2);
    let _guard = gmr::setup_autorun!(on_panic = true)?;
    let threads = [0, 1].map(|number| {
        thread::spawn(move || {
            GATE.wait();
            let empty: &[u8] = &[];
            fall(empty, number)
        })
    });
    for thread in threads {
        // Where a panic unwinds, it ends the main thread, too.
        thread.join().map_or_else(|panic| std::panic::resume_unwind(panic), drop);
    }
    Ok(())
}

#[inline(never)]
fn fall(items: &[u8], number: usize) -> u8 {
    items[number]
}

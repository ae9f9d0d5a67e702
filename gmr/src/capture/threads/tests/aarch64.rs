use super::*;
use crate::sys::snapshot::arch;
use crate::sys::snapshot::testing;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The stack of a thread that is in `body`, which gets where to say so and when to return.
fn stack_in(body: fn(&AtomicBool, &AtomicBool)) -> Stack {
    let (is_there, may_return): (Arc<AtomicBool>, Arc<AtomicBool>) = Default::default();
    let (there, returns) = (Arc::clone(&is_there), Arc::clone(&may_return));
    let subject = Subject::start("spins", move |_| body(&there, &returns));
    while !is_there.load(Ordering::Acquire) {
        thread::yield_now();
    }
    let stack = Capture::install(None).unwrap().stack_of(subject.id, deadline());
    may_return.store(true, Ordering::Release);
    subject.stop();
    stack.unwrap()
}

#[test]
fn a_signed_return_address_leads_to_the_caller() {
    let _turn = turn();
    let stack = stack_in(testing::spin_signed);
    assert_eq!(stack.end, StackEnd::Root, "{:#?}", functions(&stack));
    assert_eq!(positions(&stack, &["::spin_signed"]), [1]);
}

#[test]
fn a_signature_is_taken_off_and_nothing_else() {
    let address = a_signature_is_taken_off_and_nothing_else as *const () as u64;
    assert_eq!(arch::return_address(address), address);
    assert_eq!(arch::return_address(testing::sign(address)), address);
    assert_eq!(arch::return_address(0), 0);
}

#[test]
fn zeros_in_both_registers_are_the_root() {
    let _turn = turn();
    let stack = stack_in(testing::spin_first);
    assert_eq!(stack.end, StackEnd::Root, "{:#?}", functions(&stack));
    assert_eq!(stack.frames.len(), 1);
}

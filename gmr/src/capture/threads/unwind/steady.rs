//! Whether a function leaves the stack pointer where its first steps put it.
//!
//! One that makes room for variables whose size it learns as it runs, or that pushes arguments,
//! does not. Behind those steps its code is not decoded but searched, at every byte: what only
//! looks like such an instruction costs a thread a signal, what is overlooked would cost a lie.

use super::prologue::Prologue;

/// A longer function is not searched, and counts as one that moves the stack pointer.
pub(super) const LONGEST: usize = 16 * 1024;

/// Whether nothing behind the prologue moves the stack pointer but the way out.
pub(super) fn is_steady(code: &[u8], prologue: &Prologue) -> bool {
    let behind = code.get(prologue.len..).unwrap_or_default();
    // What the way out gives back of it, before it pops what was saved.
    let room = prologue.frame.checked_sub(8 * prologue.saved as u64);
    let moves = |at: usize| moves_stack_pointer(behind.get(at..).unwrap_or_default(), room);
    code.len() < LONGEST && !(0..behind.len()).any(moves)
}

/// Whether these bytes begin with an instruction that moves the stack pointer, other than by
/// `room` up.
fn moves_stack_pointer(bytes: &[u8], room: Option<u64>) -> bool {
    match *bytes {
        // sub rsp, register; mov rsp, register
        [0x48 | 0x4c, 0x29 | 0x89, modes, ..] if modes & 0xc7 == 0xc4 => true,
        // sub, mov and lea to rsp of whatever
        [0x48 | 0x49, 0x2b | 0x8b | 0x8d, modes, ..] if modes & 0x38 == 0x20 => true,
        // sub rsp, n
        [0x48, 0x83 | 0x81, 0xec, ..] => true,
        // add rsp, n: arguments that were pushed are dropped
        [0x48, 0x83, 0xc4, n, ..] => room != Some(n.into()),
        [0x48, 0x81, 0xc4, a, b, c, d, ..] => room != Some(u32::from_le_bytes([a, b, c, d]).into()),
        _ => false,
    }
}

/// Whether the instruction behind a call drops an argument that was pushed for it.
pub(super) fn drops_argument(behind_call: u8) -> bool {
    // pop rax, rcx, rdx, rsi, rdi: what is popped on the way out belongs to the caller.
    matches!(behind_call, 0x58..=0x5a | 0x5e | 0x5f)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::threads::unwind::prologue::decode;

    /// push rbp; mov rbp, rsp; push rbx; sub rsp, 24
    const PROLOGUE: [u8; 9] = [0x55, 0x48, 0x89, 0xe5, 0x53, 0x48, 0x83, 0xec, 0x18];
    /// add rsp, 24; pop rbx; pop rbp; ret
    const WAY_OUT: [u8; 7] = [0x48, 0x83, 0xc4, 0x18, 0x5b, 0x5d, 0xc3];

    fn is_steady_with(body: &[u8]) -> bool {
        let code = [&PROLOGUE, body, &WAY_OUT].concat();
        is_steady(&code, &decode(&code).expect("a prologue"))
    }

    #[test]
    fn the_way_out_may_give_back_what_the_prologue_took() {
        // call; mov rax, [rsp + 8]; mov [rsp], rdi
        assert!(is_steady_with(&[
            0xe8, 0, 0, 0, 0, 0x48, 0x8b, 0x44, 0x24, 8, 0x48, 0x89, 0x3c, 0x24
        ]));
        assert!(is_steady_with(&[]));
    }

    #[test]
    fn whatever_moves_the_stack_pointer_is_seen() {
        let sub_register = [0x48, 0x29, 0xc4];
        let sub_register_8 = [0x4c, 0x29, 0xc4];
        let mov_register = [0x48, 0x89, 0xdc];
        let mov_from = [0x48, 0x8b, 0xe0];
        let lea = [0x48, 0x8d, 0x65, 0xf8];
        let sub_more = [0x48, 0x83, 0xec, 0x08];
        let add_other = [0x48, 0x83, 0xc4, 0x10];
        let add_far = [0x48, 0x81, 0xc4, 0, 1, 0, 0];
        let moving: [&[u8]; 8] = [
            &sub_register,
            &sub_register_8,
            &mov_register,
            &mov_from,
            &lea,
            &sub_more,
            &add_other,
            &add_far,
        ];
        for body in moving {
            assert!(!is_steady_with(body), "{body:x?}");
            // Wherever it stands.
            assert!(!is_steady_with(&[&[0x90], body, &[0x90; 5]].concat()), "{body:x?}");
        }
        assert!(!is_steady_with(&vec![0x90; LONGEST]));
    }

    #[test]
    fn a_pop_into_a_scratch_register_drops_an_argument() {
        assert!([0x58, 0x59, 0x5a, 0x5e, 0x5f].into_iter().all(drops_argument));
        // pop rbx, pop rbp, ret, mov
        assert!(![0x5b, 0x5d, 0xc3, 0x48].into_iter().any(drops_argument));
    }
}

//! Calls as x86-64 writes them.

use super::Target;

/// What is looked at of a stub.
pub(super) const STUB: usize = 12;

/// Which call ends at `address`, of whose code these are the eight bytes before.
pub(super) fn decode(bytes: [u8; 8], address: u64) -> Option<Target> {
    let [.., before, opcode, a, b, c, d] = bytes;
    let distance = i64::from(i32::from_le_bytes([a, b, c, d]));
    match (before, opcode) {
        (0xff, 0x15) => return Some(Target::Slot(address.wrapping_add_signed(distance))),
        (_, 0xe8) => return Some(Target::Code(address.wrapping_add_signed(distance))),
        _ => {}
    }
    // `ff /2` with a register, or memory with 0, 1, 2, 4 or 5 more bytes.
    let is_indirect = |len: usize| {
        let instruction = bytes.get(8 - len..).unwrap_or_default();
        matches!(*instruction, [0xff, modes, ..] if modes & 0x38 == 0x10)
    };
    [2, 3, 4, 6, 7].into_iter().any(is_indirect).then_some(Target::Unknown)
}

/// Where the code at `address` jumps to, if it does nothing else.
pub(super) fn decode_stub(bytes: [u8; STUB], address: u64) -> Option<Target> {
    // endbr64, and the prefix that older linkers write.
    let skipped = match bytes {
        [0xf3, 0x0f, 0x1e, 0xfa, 0xf2, ..] => 5,
        [0xf3, 0x0f, 0x1e, 0xfa, ..] => 4,
        _ => 0,
    };
    let [0xff, 0x25, a, b, c, d] = bytes.get(skipped..skipped + 6)? else { return None };
    let distance = i64::from(i32::from_le_bytes([*a, *b, *c, *d]));
    Some(Target::Slot(address.wrapping_add(skipped as u64 + 6).wrapping_add_signed(distance)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_told_from_other_code() {
        let at = 0x1000;
        let direct = [0, 0, 0, 0xe8, 0xf0, 0xff, 0xff, 0xff];
        assert_eq!(decode(direct, at), Some(Target::Code(0xff0)));
        // call [rip + 0x11223344]; call rax; call [r12 + 8]
        let through_slot = [0, 0, 0xff, 0x15, 0x44, 0x33, 0x22, 0x11];
        assert_eq!(decode(through_slot, at), Some(Target::Slot(0x1122_4344)));
        assert_eq!(decode([0, 0, 0, 0, 0, 0, 0xff, 0xd0], at), Some(Target::Unknown));
        assert_eq!(decode([0, 0, 0, 0x41, 0xff, 0x54, 0x24, 8], at), Some(Target::Unknown));
        // jmp rax; nop
        assert_eq!(decode([0, 0, 0, 0, 0, 0, 0xff, 0xe0], at), None);
        assert_eq!(decode([0x90; 8], at), None);
    }

    #[test]
    fn a_stub_says_where_its_slot_is() {
        let plain = [0xff, 0x25, 0x10, 0, 0, 0, 0x68, 0, 0, 0, 0, 0xe9];
        assert_eq!(decode_stub(plain, 0x1000), Some(Target::Slot(0x1016)));
        let marked = [0xf3, 0x0f, 0x1e, 0xfa, 0xf2, 0xff, 0x25, 0xf5, 0xff, 0xff, 0xff, 0x90];
        assert_eq!(decode_stub(marked, 0x1000), Some(Target::Slot(0x1000)));
        assert_eq!(decode_stub([0x90; STUB], 0x1000), None);
    }
}

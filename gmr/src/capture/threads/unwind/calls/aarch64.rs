//! Calls as AArch64 writes them: each instruction has four bytes.

use super::Target;

/// What is looked at of a stub.
pub(super) const STUB: usize = 20;

/// Marks where an indirect jump may land; stubs may begin with it.
const BTI_C: u32 = 0xd503_245f;

/// Which call ends at `address`, of whose code these are the eight bytes before.
pub(super) fn decode(bytes: [u8; 8], address: u64) -> Option<Target> {
    let [.., a, b, c, d] = bytes;
    let instruction = u32::from_le_bytes([a, b, c, d]);
    if !address.is_multiple_of(4) {
        return None;
    }
    if instruction >> 26 == 0b10_0101 {
        let distance = signed(instruction, 26) * 4;
        return Some(Target::Code(address.wrapping_sub(4).wrapping_add_signed(distance)));
    }
    // `blr`, and its forms that authenticate the pointer first.
    (instruction & 0xfeff_f000 == 0xd63f_0000).then_some(Target::Unknown)
}

/// Where the code at `address` jumps to, if it does nothing else: through the table that the
/// loader fills, or to code that is too far for a call.
pub(super) fn decode_stub(bytes: [u8; STUB], address: u64) -> Option<Target> {
    let (words, _) = bytes.as_chunks::<4>();
    let skipped = usize::from(*words.first()? == BTI_C.to_le_bytes());
    let word = |at: usize| words.get(skipped + at).map(|word| u32::from_le_bytes(*word));
    // `adrp x16, page`
    let first = word(0)?;
    if first & 0x9f00_001f != 0x9000_0010 {
        return None;
    }
    let pages = signed(first >> 5, 19) << 2 | i64::from(first >> 29 & 3);
    let at = address.wrapping_add(4 * skipped as u64) & !0xfff;
    let page = at.wrapping_add_signed(pages << 12);
    let offset = |instruction: u32| u64::from(instruction >> 10 & 0xfff);
    match word(1)? {
        // `ldr x17, [x16, offset]`
        load if load & 0xffc0_03ff == 0xf940_0211 => {
            Some(Target::Slot(page.wrapping_add(offset(load) * 8)))
        }
        // `add x16, x16, offset; br x16`
        add if add & 0xffc0_03ff == 0x9100_0210 && word(2)? == 0xd61f_0200 => {
            Some(Target::Code(page.wrapping_add(offset(add))))
        }
        _ => None,
    }
}

/// The number in the low `bits`.
fn signed(instruction: u32, bits: u32) -> i64 {
    let unused = 32 - bits;
    i64::from((instruction << unused).cast_signed() >> unused)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(instruction: u32) -> Option<Target> {
        let mut bytes = [0; 8];
        bytes[4..].copy_from_slice(&instruction.to_le_bytes());
        decode(bytes, 0x1000)
    }

    fn stub(instructions: [u32; 5]) -> Option<Target> {
        let mut bytes = [0; STUB];
        for (to, instruction) in bytes.chunks_mut(4).zip(instructions) {
            to.copy_from_slice(&instruction.to_le_bytes());
        }
        decode_stub(bytes, 0x40_0120)
    }

    #[test]
    fn calls_are_told_from_other_code() {
        // bl 0x1004; bl 0xf00, as seen from 0xffc
        assert_eq!(before(0x9400_0002), Some(Target::Code(0x1004)));
        assert_eq!(before(0x97ff_ffc1), Some(Target::Code(0xf00)));
        // blr x3; blr x30; blraa x8, x9; blraaz x8
        for indirect in [0xd63f_0060, 0xd63f_03c0, 0xd73f_0909, 0xd63f_091f] {
            assert_eq!(before(indirect), Some(Target::Unknown), "{indirect:#x}");
        }
        // b; br x3; ret; nop
        for other in [0x1400_0002, 0xd61f_0060, 0xd65f_03c0, 0xd503_201f] {
            assert_eq!(before(other), None, "{other:#x}");
        }
        assert_eq!(decode([0, 0, 0, 0, 2, 0, 0, 0x94], 0x1002), None);
    }

    #[test]
    fn a_stub_says_where_its_slot_is_or_its_code() {
        // adrp x16, 0x41f000; ldr x17, [x16, 0xfa8]; add x16, x16, 0xfa8; br x17; nop
        let plain = [0xf000_00f0, 0xf947_d611, 0x913e_a210, 0xd61f_0220, 0xd503_201f];
        assert_eq!(stub(plain), Some(Target::Slot(0x41_ffa8)));
        let [a, b, c, d, _] = plain;
        assert_eq!(stub([BTI_C, a, b, c, d]), Some(Target::Slot(0x41_ffa8)));
        // adrp x16, 0x3ff000; add x16, x16, 0x10; br x16
        let far = [0xf0ff_fff0, 0x9100_4210, 0xd61f_0200, 0, 0];
        assert_eq!(stub(far), Some(Target::Code(0x3f_f010)));
        assert_eq!(stub([0xd503_201f; 5]), None);
    }
}

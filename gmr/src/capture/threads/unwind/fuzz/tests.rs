use super::*;
use crate::model::StackEnd;
use proptest::collection::vec;
use proptest::prelude::*;

/// A table of one function of 64 bytes: its caller is found 16 bytes above the stack pointer,
/// which is register 7, as on x86-64.
fn table() -> Vec<u8> {
    // A CIE: version 1, "zR", code by 1, data by -8, return address in 16, addresses relative to
    // where they stand; the frame's base is rsp + 8, and the return address is below it.
    let cie = [
        20, 0, 0, 0, 0, 0, 0, 0, 1, b'z', b'R', 0, 1, 0x78, 16, 1, 0x1b, 0x0c, 7, 8, 0x90, 1, 0, 0,
    ];
    // An FDE: from 0 on for 64 bytes; its base is rsp + 16.
    let start = (0_i64 - (TABLE as i64 + 32)) as i32;
    let mut table = cie.to_vec();
    table.extend([20, 0, 0, 0, 28, 0, 0, 0]);
    table.extend(start.to_le_bytes());
    table.extend([64, 0, 0, 0, 0, 0x0e, 16, 0, 0, 0, 0, 0]);
    table.extend([0; 4]);
    table
}

/// The input that has these parts.
fn input(head: [u8; 3], code: &[u8], table: &[u8], stack: &[u8]) -> Vec<u8> {
    let mut input = head.to_vec();
    input.extend([0; REGISTERS]);
    for part in [code, &[], table] {
        input.extend((part.len() as u16).to_le_bytes());
        input.extend(part);
    }
    input.extend(stack);
    input
}

#[test]
#[cfg(target_arch = "x86_64")]
fn the_seed_is_a_stack_of_several_calls() {
    let code = [0x90; 64];
    let modules = Modules::of_one(module(&code, &index_of_one(24), &table()));
    let start = code.as_ptr() as u64;
    let words: [u64; 6] = [0, 32, 0, 32, 0, 0];
    let stack = stack(&words.map(u64::to_le_bytes).concat(), start..start + 64);
    let copy = copy([0; REGISTERS], start + 8, true, &stack);
    let mut places = Vec::new();
    let end = Unwinder::default().walk(&modules, &copy, &mut places).end;
    assert_eq!(places.len(), 3);
    assert_eq!(end, StackEnd::Truncated("a return address is zero".to_owned()));
}

/// Signal frames may lead to any stack, so also to themselves.
#[test]
#[cfg(target_arch = "x86_64")]
fn a_ring_of_signal_frames_ends_soon() {
    let mut table = table();
    // The augmentation says so; the frame's base is rsp, and the return address is there.
    table[9..12].copy_from_slice(b"zRS");
    table.splice(12..24, [0, 1, 0x78, 16, 1, 0x1b, 0x0c, 7, 0, 0x90, 0, 0]);
    table[24 + 17] = 0;
    table[24 + 18] = 0;
    let code = [0x90; 64];
    let modules = Modules::of_one(module(&code, &index_of_one(24), &table));
    let start = code.as_ptr() as u64;
    let stack = (start + 8).to_ne_bytes();
    let copy = copy([0; REGISTERS], start + 8, true, &stack);
    let mut places = Vec::new();
    let end = Unwinder::default().walk(&modules, &copy, &mut places).end;
    assert!((2..100).contains(&places.len()), "{}: {end:?}", places.len());
    assert!(matches!(&end, StackEnd::Truncated(why) if why.contains("does not go on")), "{end:?}");
}

/// A walk ends as if there were no table.
fn assert_refused(index: &[u8]) {
    let code = [0x90; 64];
    let modules = Modules::of_one(module(&code, index, &table()));
    let start = code.as_ptr() as u64;
    let copy = copy([0; REGISTERS], start + 8, true, &[]);
    let end = Unwinder::default().walk(&modules, &copy, &mut Vec::new()).end;
    assert!(matches!(&end, StackEnd::Truncated(why) if why.contains("no unwind table")), "{end:?}");
}

/// A debug build panics where a number overflows, also in `gimli`.
#[test]
fn an_index_with_more_entries_than_can_be_is_refused() {
    let mut index = index_of_one(24);
    // The count in eight bytes.
    index[2] = 0x04;
    index.splice(8..12, [1, 0, 0, 0, 0, 0, 0, 0x80]);
    assert_refused(&index);
}

#[test]
fn an_index_that_leads_before_the_table_is_refused() {
    let mut index = index_of_one(24);
    index[16..].copy_from_slice(&[0; 4]);
    assert_refused(&index);
}

#[test]
fn the_last_address_of_all_has_no_line() {
    let program = std::fs::read("/proc/self/exe").expect("the test's own file");
    let symbols = Symbols::read(&program).expect("an ELF file");
    assert!(symbols.look_up(u64::MAX).iter().all(|named| named.line.is_none()));
}

proptest! {
    #[test]
    fn a_damaged_table_ends_the_walk_and_nothing_else(
        flags in 0_u8..4,
        pc in any::<u8>(),
        damages in vec((any::<u16>(), any::<u8>()), 0..6),
        code in vec(any::<u8>(), 0..200),
        stack in vec(prop_oneof![0_u64..64, any::<u64>()], 0..60),
    ) {
        let mut table = table();
        for (place, byte) in damages {
            let place = usize::from(place) % table.len();
            table[place] = byte;
        }
        let stack: Vec<u8> = stack.into_iter().flat_map(u64::to_le_bytes).collect();
        unwind(&input([flags, pc, 24], &code, &table, &stack));
    }

    #[test]
    fn any_bytes_are_read_without_harm(data in vec(any::<u8>(), 0..500)) {
        unwind(&data);
        proc(&data);
        code(&data);
        notes(&data);
        symbols(&data);
    }

    #[test]
    fn any_line_is_read_without_harm(
        line in "[0-9a-f]{1,17}-[0-9a-f]{1,17} rw-p|[0-9]{1,21} \\(.{0,9}\\) [RS]( -?[0-9]{1,21}){0,44}\
                 |-?[0-9]{1,21}( 0x[0-9a-f]{1,17}){0,10}|Sig(Blk|Pnd):\t[0-9a-f]{1,17}",
    ) {
        proc(line.as_bytes());
    }

    #[test]
    fn any_first_bytes_of_a_function_are_read_without_harm(
        steps in vec(prop_oneof![
            Just(vec![0xf3, 0x0f, 0x1e, 0xfa]),
            Just(vec![0x55, 0x48, 0x89, 0xe5]),
            Just(vec![0x41, 0x57]),
            Just(vec![0x48, 0x83, 0xe4]),
            Just(vec![0x48, 0x81, 0xec]),
            Just(vec![0x49, 0x89, 0xe3, 0x49, 0x81, 0xeb]),
            Just(vec![0xb8]),
            Just(vec![0xe8]),
            vec(any::<u8>(), 1..5),
        ], 0..12),
    ) {
        code(&steps.concat());
    }
}

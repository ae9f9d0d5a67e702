//! Return addresses, told by the call before them.

use crate::capture::threads::address::AddressMap;
use crate::capture::threads::modules::Modules;
use crate::sys::snapshot::memory::Memory;

/// So many are remembered.
const MOST_CALLS: usize = 64 * 1024;

/// The call that an address stands behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    /// To this function.
    To(u64),
    /// To wherever a register or a word of data says.
    Indirect,
}

/// Calls by the address behind them.
#[derive(Debug, Default)]
pub(super) struct Calls(AddressMap<Option<Call>>);

impl Calls {
    /// The call before `address`, if that is in code and behind a call.
    pub(super) fn before(
        &mut self,
        modules: &Modules,
        memory: &mut Memory,
        address: u64,
    ) -> Option<Call> {
        let code = modules.code_at(address.wrapping_sub(1))?;
        if let Some(call) = self.0.get(&address) {
            return *call;
        }
        if self.0.len() >= MOST_CALLS {
            self.forget();
        }
        let from = address.wrapping_sub(8);
        let bytes = if from >= code.start { memory.read::<8>(from) } else { None };
        let call = match bytes.and_then(|bytes| decode(bytes, address)) {
            None => None,
            Some(Target::Code(target)) => Some(Call::To(behind_stub(memory, target))),
            Some(Target::Slot(slot)) => {
                Some(read_slot(memory, slot).map_or(Call::Indirect, Call::To))
            }
            Some(Target::Unknown) => Some(Call::Indirect),
        };
        self.0.insert(address, call);
        call
    }

    pub(super) fn forget(&mut self) {
        self.0 = AddressMap::default();
    }
}

/// What stands in a call instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Target {
    Code(u64),
    /// Where the address of the function is.
    Slot(u64),
    Unknown,
}

/// Which call ends at `address`, of whose code these are the eight bytes before.
fn decode(bytes: [u8; 8], address: u64) -> Option<Target> {
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

/// A call to another module goes through a stub that does nothing but jump to where a slot says.
fn behind_stub(memory: &mut Memory, target: u64) -> u64 {
    let Some(bytes) = memory.read::<12>(target) else { return target };
    // endbr64, and the prefix that older linkers write.
    let skipped = match bytes {
        [0xf3, 0x0f, 0x1e, 0xfa, 0xf2, ..] => 5,
        [0xf3, 0x0f, 0x1e, 0xfa, ..] => 4,
        _ => 0,
    };
    let Some([0xff, 0x25, a, b, c, d]) = bytes.get(skipped..skipped + 6) else { return target };
    let distance = i64::from(i32::from_le_bytes([*a, *b, *c, *d]));
    let slot = target.wrapping_add(skipped as u64 + 6).wrapping_add_signed(distance);
    read_slot(memory, slot).unwrap_or(target)
}

fn read_slot(memory: &mut Memory, slot: u64) -> Option<u64> {
    memory.read(slot).map(u64::from_ne_bytes)
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
}

//! Return addresses, told by the call before them.

// Tests read the code of each architecture on all of them.
#[cfg(any(test, target_arch = "aarch64"))]
mod aarch64;
#[cfg(any(test, target_arch = "x86_64"))]
mod x86_64;

#[cfg(target_arch = "aarch64")]
use aarch64::{STUB, decode, decode_stub};
#[cfg(target_arch = "x86_64")]
use x86_64::{STUB, decode, decode_stub};

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

/// A call to another module goes through a stub that does nothing but jump on.
fn behind_stub(memory: &mut Memory, target: u64) -> u64 {
    let bytes = memory.read::<STUB>(target);
    match bytes.and_then(|bytes| decode_stub(bytes, target)) {
        Some(Target::Code(code)) => code,
        Some(Target::Slot(slot)) => read_slot(memory, slot).unwrap_or(target),
        Some(Target::Unknown) | None => target,
    }
}

fn read_slot(memory: &mut Memory, slot: u64) -> Option<u64> {
    memory.read(slot).map(u64::from_ne_bytes)
}

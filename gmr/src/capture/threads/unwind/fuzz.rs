//! Feeds arbitrary bytes to whatever reads bytes that are not gmr's own. The fuzzers in `fuzz`
//! call this with what they find, the tests with seeds and what proptest makes of them.
#![allow(unreachable_pub, reason = "`cargo fuzz` re-exports it")]

use super::prologue;
use super::{Place, Unwinder};
use crate::capture::cgroup::{self, Cgroup};
use crate::capture::environ;
use crate::capture::host::{Container, Release, Traces, count};
use crate::capture::libraries;
use crate::capture::pressure::Pressure;
use crate::capture::proc::{CallState, Stat, Status, last_run, switches};
use crate::capture::symbols::Symbols;
use crate::capture::threads::modules::Modules;
use crate::capture::threads::regions;
use crate::sys::snapshot::arch::{ALL_REGISTERS, PROGRAM_COUNTER, REGISTERS, STACK_POINTER};
use crate::sys::snapshot::objects::{Bytes, Kind, Object, Table, build_id, table_len};
use crate::sys::snapshot::{CopiedPiece, Flaws, StackCopy};
use std::ops::Range;
use std::path::Path;

#[cfg(test)]
mod tests;

/// Where the index and the table are in the file; its code is at zero.
const INDEX: u64 = 0x1_0000;
const TABLE: u64 = 0x2_0000;
const END: u64 = 0x3_0000;
/// Where the stack was.
const STACK: u64 = 0x7fff_0000_0000;
/// Flags in the first byte.
const HAS_ALL_REGISTERS: u8 = 1;
const HAS_OWN_INDEX: u8 = 2;

/// Walks a stack by an unwind table, twice: what is remembered says the same as what is read.
pub fn unwind(data: &[u8]) {
    let mut input = Input(data);
    let flags = input.byte();
    let (pc, entry) = (input.byte(), input.byte());
    let registers = std::array::from_fn(|_| STACK + 8 * u64::from(input.byte()));
    let (code, index, table) = (input.part(), input.part(), input.part());
    let index = if flags & HAS_OWN_INDEX != 0 { index.to_vec() } else { index_of_one(entry) };
    let modules = Modules::of_one(module(code, &index, table));
    let start = code.as_ptr() as u64;
    let stack = stack(input.0, start..start + code.len() as u64);
    let copy = copy(registers, start + u64::from(pc), flags & HAS_ALL_REGISTERS != 0, &stack);
    let mut unwinder = Unwinder::default();
    let mut walk = || {
        let mut places: Vec<Place> = Vec::new();
        let end = unwinder.walk(&modules, &copy, &mut places).end;
        (places, end)
    };
    assert_eq!(walk(), walk());
}

/// A file with this code and these tables; the code is really in memory.
fn module(code: &[u8], index: &[u8], table: &[u8]) -> Object {
    let base = code.as_ptr() as u64;
    let code: Range<u64> = base..base + code.len() as u64;
    let of = |address, bytes: &[u8]| Some(Table { address, bytes: Bytes::Copied(bytes.into()) });
    Object {
        kind: Kind::Library,
        path: "/arbitrary".into(),
        base,
        range: base..base + END,
        code: vec![code],
        build_id: Vec::new(),
        index: of(INDEX, index),
        table: of(TABLE, table),
    }
}

/// An index with one entry, which leads to this place in the table.
fn index_of_one(entry: u8) -> Vec<u8> {
    let mut index = vec![1, 0x1b, 0x03, 0x3b];
    let relative = |to: u64, from: u64| (to as i32).wrapping_sub(from as i32).to_le_bytes();
    index.extend(relative(TABLE, INDEX + 4));
    index.extend(1_u32.to_le_bytes());
    index.extend(relative(0, INDEX));
    index.extend(relative(TABLE + u64::from(entry), INDEX));
    index
}

/// A stack of these words; small ones are return addresses, for nobody can guess where the code is.
fn stack(bytes: &[u8], code: Range<u64>) -> Vec<u8> {
    let words = bytes.chunks_exact(8).filter_map(|word| word.try_into().ok());
    let words = words.map(u64::from_le_bytes).map(|word| match code.start.checked_add(word) {
        Some(address) if word > 0 && address <= code.end => address,
        _ => word,
    });
    words.flat_map(u64::to_ne_bytes).collect()
}

fn copy(mut registers: [u64; REGISTERS], pc: u64, has_all: bool, stack: &[u8]) -> StackCopy<'_> {
    registers[PROGRAM_COUNTER] = pc;
    registers[STACK_POINTER] = STACK;
    let known = if has_all { ALL_REGISTERS } else { 1 << PROGRAM_COUNTER | 1 << STACK_POINTER };
    let mut pieces: [CopiedPiece<'_>; _] = Default::default();
    pieces[0] = CopiedPiece { address: STACK, bytes: stack };
    StackCopy::new(registers, known, Flaws::none(), pieces)
}

/// Reads what the kernel writes in `/proc`.
pub fn proc(data: &[u8]) {
    for region in regions::parse(data) {
        // Any order may stand there; the numbers are what the line says.
        let _ = region.end.checked_sub(region.start);
    }
    if let Some(stat) = Stat::parse(data) {
        let _ = stat.policy.words();
    }
    let status = Status::new(data);
    for name in ["State", "SigBlk", "SigPnd"] {
        assert!(status.field(name).is_none_or(|value| !value.contains('\n')));
        let _ = (0..=65).filter(|signal| status.has_signal(name, *signal)).count();
    }
    let _ = (switches(data), last_run(data));
    if let Some(CallState::InCall(call)) = CallState::parse(data) {
        assert!(call.number <= i64::MAX as u64);
    }
    of_process(data);
    of_host(data);
}

/// The files of the process that sections other than Threads read.
fn of_process(data: &[u8]) {
    let status = Status::new(data);
    let _ = (status.number("Threads"), status.kib("VmRSS"), status.bytes("Pss"));
    for (name, value) in environ::variables(data) {
        assert!(!name.is_empty() && !name.contains(&b'=') && !value.contains(&0));
    }
    if let Some(pressure) = Pressure::parse(data) {
        for stall in [pressure.some, pressure.full].into_iter().flatten() {
            assert!(stall.averages.iter().all(|percent| (0.0..=100.0).contains(percent)));
        }
    }
    let _ = libraries::parse(data);
}

/// The files of control groups, of the host and of its container. What is to be two files is cut
/// from one.
fn of_host(data: &[u8]) {
    let (a, b) = data.split_at(data.len() / 2);
    let nowhere = Path::new("/nowhere");
    if let Some(group) = Cgroup::new(a, b, nowhere) {
        assert!(group.memory().is_none_or(|memory| memory.used.value.is_err()));
        let _ = (group.cpu(), group.pids(), group.io());
    }
    let _ = Release::parse(data);
    let _ = Container::new(nowhere, Traces { cgroup: a, mounts: b, environ: data });
    let _ = count(&String::from_utf8_lossy(data));
    cgroup::parse_files(data);
}

/// Reads the first bytes of a function, and what stands before a return address.
pub fn code(data: &[u8]) {
    if let Some(read) = prologue::decode(data) {
        assert!(read.len <= data.len() && read.saved * 8 <= read.frame as usize);
    }
    let mut unwinder = Unwinder::default();
    let modules = Modules::of_one(module(data, &[], &[]));
    let start = data.as_ptr() as u64;
    for address in start..=start + data.len() as u64 {
        let first = unwinder.calls.before(&modules, &mut unwinder.memory, address);
        assert_eq!(first, unwinder.calls.before(&modules, &mut unwinder.memory, address));
    }
}

/// Reads notes and the length of a table, as they stand in a loaded file.
pub fn notes(data: &[u8]) {
    assert!(table_len(data) <= data.len());
    assert!(build_id(data).is_none_or(|id| id.len() <= data.len()));
}

/// Reads a file's names.
pub fn symbols(data: &[u8]) {
    let mut input = Input(data);
    let address = input.byte();
    let Some(symbols) = Symbols::read(input.0) else { return };
    let _ = (symbols.tells(), symbols.debug_link());
    for address in [0, u64::from(address), 0x1000, u64::MAX] {
        assert!(!symbols.look_up(address).is_empty());
        let _ = symbols.function(address);
    }
}

/// Bytes that are taken one after the other; zeros when there are no more.
struct Input<'d>(&'d [u8]);

impl<'d> Input<'d> {
    fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    /// As many bytes as the next two say, or as there are.
    fn part(&mut self) -> &'d [u8] {
        let len = usize::from(u16::from_le_bytes([self.byte(), self.byte()]));
        let (part, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        part
    }
}

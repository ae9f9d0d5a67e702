//! What the unwind tables say of an address, remembered.

use super::debug_frames::DebugFrames;
use crate::capture::threads::address::AddressMap;
use crate::capture::threads::modules::{Module, Modules};
use crate::sys::snapshot::arch::{
    LINK_REGISTER, PROGRAM_COUNTER, SYSTEM_CALL, THREAD_END, TRAMPOLINE,
};
use crate::sys::snapshot::memory::Memory;
use crate::sys::snapshot::objects;
use gimli::{
    BaseAddresses, CfaRule, EhFrame, EhFrameHdr, EhFrameOffset, EndianSlice, FrameDescriptionEntry,
    LittleEndian, RegisterRule, UnwindContext, UnwindExpression, UnwindSection, UnwindTableRow,
    Vendor,
};
use std::ops::Range;

pub(super) type Bytes<'a> = EndianSlice<'a, LittleEndian>;
pub(super) type Expression = UnwindExpression<usize>;

/// So many addresses are remembered; a program has hardly as many places that wait.
const MOST_ROWS: usize = 64 * 1024;

/// How to find the frame's base, from which the rules count.
#[derive(Debug, Clone, Copy)]
pub(super) enum Base {
    Register(usize, i64),
    Expression(Expression),
}

/// How to find a register of the caller.
#[derive(Debug, Clone, Copy)]
pub(super) enum Rule {
    Unknown,
    Same,
    At(i64),
    Value(i64),
    Register(usize),
    AtExpression(Expression),
    ValueExpression(Expression),
    Constant(u64),
}

impl Rule {
    /// Whether it is at a place that the frame's base tells.
    pub(super) fn is_on_stack(&self) -> bool {
        matches!(self, Rule::At(_))
    }
}

/// How to get from a frame to its caller's.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The number of the module whose table this is from.
    pub(super) module: usize,
    pub(super) base: Base,
    pub(super) return_address: Rule,
    /// Whether it is what the kernel put on the stack for a signal handler.
    pub(super) is_signal_frame: bool,
    /// Which of [`Rows::rules`] are this row's.
    rules: (u32, u32),
}

/// What is known of an address.
#[derive(Debug, Clone, Copy)]
pub(super) enum Found {
    Row(Row),
    /// It is where a signal handler returns to.
    Trampoline,
    /// It is what began the thread.
    Bottom,
    NoTable,
    NoModule,
}

/// An entry of an unwind table, by addresses in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry(pub(super) Range<u64>);

/// Rows by address.
pub(super) struct Rows {
    found: AddressMap<Found>,
    rules: Vec<(u8, Rule)>,
    context: UnwindContext<usize>,
    debug_frames: DebugFrames,
}

impl Default for Rows {
    fn default() -> Self {
        Rows {
            found: AddressMap::default(),
            rules: Vec::new(),
            context: UnwindContext::new(),
            debug_frames: DebugFrames::default(),
        }
    }
}

impl Rows {
    /// The row for a program counter, or for a return address if not `is_exact`.
    pub(super) fn find(
        &mut self,
        modules: &Modules,
        memory: &mut Memory,
        pc: u64,
        is_exact: bool,
    ) -> Found {
        let key = pc << 1 | u64::from(is_exact);
        if let Some(found) = self.found.get(&key) {
            return *found;
        }
        if self.found.len() >= MOST_ROWS {
            self.forget();
        }
        let found = self.look_up(modules, memory, pc, is_exact);
        self.found.insert(key, found);
        found
    }

    /// The rules of a row for registers other than the program counter.
    pub(super) fn rules(&self, row: &Row) -> &[(u8, Rule)] {
        self.rules.get(row.rules.0 as usize..row.rules.1 as usize).unwrap_or_default()
    }

    /// Drops what is remembered.
    pub(super) fn forget(&mut self) {
        self.found = AddressMap::default();
        self.rules = Vec::new();
        self.debug_frames.forget();
    }

    fn look_up(&mut self, modules: &Modules, memory: &mut Memory, pc: u64, exact: bool) -> Found {
        let address = lookup_address(pc, exact);
        // Known by its code: not every C library has an entry for it in its table, and an emulator
        // puts it where no module is.
        if memory.read(pc) == Some(TRAMPOLINE) {
            return Found::Trampoline;
        }
        // What musl's table says of it holds for the thread that starts another.
        if !exact && memory.read(pc) == Some(THREAD_END) {
            return Found::Bottom;
        }
        let Some(index) = modules.index_of(address) else { return Found::NoModule };
        let Some(module) = modules.get(index) else { return Found::NoModule };
        let address = if exact { behind_table(module, memory, address) } else { address };
        let row = self.read(module, index, address);
        let row = row.or_else(|| self.read_debug_frames(module, index, address));
        match row {
            Some(row) => Found::Row(row),
            None if !exact && is_entry(address) => Found::Bottom,
            None => Found::NoTable,
        }
    }

    /// The row of a table that is in the module's file only.
    fn read_debug_frames(&mut self, module: &Module, index: usize, address: u64) -> Option<Row> {
        let Rows { debug_frames, context, rules, .. } = self;
        let table = debug_frames.of(module)?;
        let (frames, bases) = (table.frames(), BaseAddresses::default());
        let address = module.in_file(address);
        let entry = table.entry(address, &bases)?;
        let row = entry.unwind_info_for_address(&frames, &bases, context, address).ok()?;
        // Expressions count from the start of their own section, and are looked up in the other.
        let is_expression = |rule: &RegisterRule<usize>| {
            matches!(rule, RegisterRule::Expression(_) | RegisterRule::ValExpression(_))
        };
        if row.registers().any(|(_, rule)| is_expression(rule)) {
            return None;
        }
        let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else { return None };
        let base = Base::Register(register.0.into(), offset);
        let return_register = entry.cie().return_address_register();
        let return_address = return_address(row, return_register);
        let rules = add_rules(rules, row, return_register)?;
        Some(Row { module: index, base, return_address, is_signal_frame: false, rules })
    }

    fn read(&mut self, module: &Module, index: usize, address: u64) -> Option<Row> {
        let table = Table::of(module)?;
        let address = module.in_file(address);
        let entry = table.entry_before(address).filter(|entry| entry.contains(address))?;
        let is_signal_frame = entry.is_signal_trampoline();
        let context = &mut self.context;
        let row = entry.unwind_info_for_address(&table.frames, &table.bases, context, address);
        let row = row.ok()?;
        let return_register = entry.cie().return_address_register();
        let rules = add_rules(&mut self.rules, row, return_register)?;
        let base = match *row.cfa() {
            CfaRule::RegisterAndOffset { register, offset } => {
                Base::Register(register.0.into(), offset)
            }
            CfaRule::Expression(expression) => Base::Expression(expression),
        };
        let return_address = return_address(row, return_register);
        Some(Row { module: index, base, return_address, is_signal_frame, rules })
    }
}

/// Whether an address is in the code with which the program begins: it calls once, and nobody
/// has called it.
fn is_entry(address: u64) -> bool {
    const LONGEST: u64 = 64;
    address.checked_sub(objects::entry()).is_some_and(|offset| offset < LONGEST)
}

/// The last address of an entry that ends at the system call at which the thread is, else the
/// address itself.
///
/// The C library ends the entry of `clone` there, because in the child it would be wrong. The
/// thread that made the child has its frame as before.
fn behind_table(module: &Module, memory: &mut Memory, address: u64) -> u64 {
    let entry = Table::of(module).and_then(|table| table.entry_before(module.in_file(address)));
    let end = entry.map(|entry| entry.initial_address().wrapping_add(entry.len()));
    let Some(end) = end.map(|end| end.wrapping_add(module.object.base)) else { return address };
    let is_there = address == end || address == end.wrapping_add(SYSTEM_CALL.len() as u64);
    if is_there && memory.read(end) == Some(SYSTEM_CALL) { end.wrapping_sub(1) } else { address }
}

/// The entry with the highest start at or below an address, whether it holds the address or not.
pub(super) fn entry_before(modules: &Modules, address: u64) -> Option<Entry> {
    let module = modules.find(address)?;
    let entry = Table::of(module)?.entry_before(module.in_file(address))?;
    let start = entry.initial_address().wrapping_add(module.object.base);
    Some(Entry(start..start.wrapping_add(entry.len())))
}

/// Where the function begins that has this address, as far as a table says.
pub(in crate::capture::threads) fn function_start(modules: &Modules, address: u64) -> Option<u64> {
    entry_before(modules, address)
        .filter(|entry| entry.0.contains(&address))
        .map(|entry| entry.0.start)
}

/// A return address may be the first of another function; the call before it is not.
pub(super) fn lookup_address(pc: u64, is_exact: bool) -> u64 {
    if is_exact { pc } else { pc.wrapping_sub(1) }
}

/// Without the register of the return address: a caller that is returned to has lost its own.
fn add_rules(
    rules: &mut Vec<(u8, Rule)>,
    row: &UnwindTableRow<usize>,
    return_register: gimli::Register,
) -> Option<(u32, u32)> {
    let from = u32::try_from(rules.len()).ok()?;
    let is_general = |register: gimli::Register| {
        register != return_register && register.0 < PROGRAM_COUNTER as u16
    };
    let general = row.registers().filter(|(register, _)| is_general(*register));
    rules.extend(general.map(|(register, rule)| (register.0 as u8, convert(rule))));
    Some((from, u32::try_from(rules.len()).ok()?))
}

fn return_address(row: &UnwindTableRow<usize>, register: gimli::Register) -> Rule {
    match row.register(register) {
        Some(rule) => convert(&rule),
        None if LINK_REGISTER.is_some() => Rule::Same,
        None => Rule::Unknown,
    }
}

fn convert(rule: &RegisterRule<usize>) -> Rule {
    match *rule {
        RegisterRule::SameValue => Rule::Same,
        RegisterRule::Offset(offset) => Rule::At(offset),
        RegisterRule::ValOffset(offset) => Rule::Value(offset),
        RegisterRule::Register(register) => Rule::Register(register.0.into()),
        RegisterRule::Expression(expression) => Rule::AtExpression(expression),
        RegisterRule::ValExpression(expression) => Rule::ValueExpression(expression),
        RegisterRule::Constant(value) => Rule::Constant(value),
        _ => Rule::Unknown,
    }
}

/// Version 1, and how the numbers behind it are written, as all linkers do: the table's address
/// and the entries in four bytes with a sign, relative to where they stand and to the index; their
/// count in four bytes, so that the length of all cannot be too large for a number.
const INDEX_HEAD: [u8; 4] = [1, 0x1b, 0x03, 0x3b];

/// A module's unwind table.
pub(super) struct Table<'m> {
    pub(super) frames: EhFrame<Bytes<'m>>,
    index: gimli::ParsedEhFrameHdr<Bytes<'m>>,
    bases: BaseAddresses,
}

impl<'m> Table<'m> {
    pub(super) fn of(module: &'m Module) -> Option<Self> {
        let table = module.object.table.as_ref()?;
        let index = module.object.index.as_ref()?;
        if !index.bytes.starts_with(&INDEX_HEAD) {
            return None;
        }
        let bases = BaseAddresses::default()
            .set_eh_frame(table.address)
            .set_eh_frame_hdr(index.address)
            .set_text(0);
        let mut frames = EhFrame::new(&table.bytes, LittleEndian);
        frames.set_address_size(8);
        if cfg!(target_arch = "aarch64") {
            frames.set_vendor(Vendor::AArch64);
        }
        let index = EhFrameHdr::new(&index.bytes, LittleEndian).parse(&bases, 8).ok()?;
        Some(Table { frames, index, bases })
    }

    fn entry_before(&self, address: u64) -> Option<FrameDescriptionEntry<Bytes<'m>>> {
        let table = self.index.table()?;
        let entry = table.lookup(address, &self.bases).ok()?.direct().ok()?;
        // Not by `pointer_to_offset`, which takes an entry before the table for one in it.
        let offset = entry.checked_sub(self.index.eh_frame_ptr().direct().ok()?)?;
        let offset = EhFrameOffset(usize::try_from(offset).ok()?);
        self.frames.fde_from_offset(&self.bases, offset, EhFrame::cie_from_offset).ok()
    }
}

//! What a file tells of its addresses.

use crate::sys::snapshot::mapping::OverBytes;
use addr2line::Context;
use gimli::{Dwarf, EndianSlice, LittleEndian};
use object::read::elf::ElfFile64;
use object::{Object, ObjectSection, ObjectSymbol, SymbolKind};
use std::cell::OnceCell;

type Bytes<'a> = EndianSlice<'a, LittleEndian>;

/// How many symbols before an address may end before it without its own being found: symbols of
/// hand-written assembly lie within others.
const NESTED: usize = 8;

/// [`Symbols`] over the bytes of a file.
pub(super) struct Names;

impl OverBytes for Names {
    type Value<'a> = Symbols<'a>;
}

/// The debug information and the symbol table of a file.
pub(super) struct Symbols<'a> {
    bytes: &'a [u8],
    lines: Option<Context<Bytes<'a>>>,
    /// By address; read when a name is wanted that the debug information does not have.
    table: OnceCell<Vec<Symbol<'a>>>,
}

struct Symbol<'a> {
    address: u64,
    len: u64,
    name: &'a [u8],
}

/// One function at an address.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) function: Option<String>,
    /// Whether the function's name has the path to it.
    has_path: bool,
    pub(super) file: Option<String>,
    pub(super) line: Option<u32>,
    pub(super) column: Option<u32>,
}

impl<'a> Symbols<'a> {
    /// Reads an ELF file, if it is the build with this id.
    ///
    /// Debug information in separate files is left alone: that of the C library alone takes longer
    /// to load than everything else, and says nothing of the program.
    pub(super) fn read(bytes: &'a [u8], build_id: &[u8]) -> Option<Self> {
        let file = ElfFile64::<object::LittleEndian>::parse(bytes).ok()?;
        if file.build_id().ok().flatten().unwrap_or_default() != build_id {
            return None;
        }
        let section = |id: gimli::SectionId| -> Result<Bytes<'a>, gimli::Error> {
            let section = file.section_by_name(id.name());
            let bytes = section.and_then(|section| section.data().ok()).unwrap_or_default();
            Ok(EndianSlice::new(bytes, LittleEndian))
        };
        let has_lines = file.section_by_name(".debug_info").is_some();
        let lines = if has_lines { Dwarf::load(section).ok() } else { None };
        let lines = lines.and_then(|dwarf| Context::from_dwarf(dwarf).ok());
        Some(Symbols { bytes, lines, table: OnceCell::new() })
    }

    /// The functions at an address of the file, innermost first.
    pub(super) fn look_up(&self, address: u64) -> Vec<Named> {
        let mut found = self.by_lines(address);
        if found.is_empty() {
            found.push(Named::default());
        }
        // Debug information that is reduced to line tables has names without their paths.
        if let Some(outermost) = found.last_mut()
            && !outermost.has_path
            && let Some(symbol) = self.by_table(address)
            && (outermost.function.is_none() || is_rust(symbol))
        {
            outermost.function = Some(demangled(symbol));
        }
        found
    }

    fn by_lines(&self, address: u64) -> Vec<Named> {
        let Some(lines) = &self.lines else { return Vec::new() };
        let Ok(mut frames) = lines.find_frames(address).skip_all_loads() else {
            return Vec::new();
        };
        let mut found = Vec::new();
        while let Ok(Some(frame)) = frames.next() {
            let location = frame.location;
            let known = |number: &u32| *number != 0;
            let function = frame.function.map(|function| function.name.slice());
            found.push(Named {
                function: function.map(demangled),
                has_path: function.is_some_and(is_rust),
                file: location.as_ref().and_then(|at| at.file).map(str::to_owned),
                line: location.as_ref().and_then(|at| at.line).filter(known),
                column: location.as_ref().and_then(|at| at.column).filter(known),
            });
        }
        found
    }

    /// The symbol that covers an address, else a nearer one that does not say how long it is.
    fn by_table(&self, address: u64) -> Option<&'a [u8]> {
        let table = self.table.get_or_init(|| read_table(self.bytes).unwrap_or_default());
        let behind = table.partition_point(|symbol| symbol.address <= address);
        let before = table.get(behind.saturating_sub(NESTED)..behind)?;
        let covers = |symbol: &&Symbol<'_>| address - symbol.address < symbol.len;
        let nearest = before.last().filter(|symbol| symbol.len == 0);
        before.iter().rev().find(covers).or(nearest).map(|symbol| symbol.name)
    }
}

/// The functions of the symbol table; of the one for the loader if there is no other.
fn read_table(bytes: &[u8]) -> Option<Vec<Symbol<'_>>> {
    let file = ElfFile64::<object::LittleEndian>::parse(bytes).ok()?;
    let mut table: Vec<Symbol<'_>> = file.symbols().filter_map(|symbol| read(&symbol)).collect();
    if table.is_empty() {
        table.extend(file.dynamic_symbols().filter_map(|symbol| read(&symbol)));
    }
    table.sort_by_key(|symbol| symbol.address);
    Some(table)
}

fn read<'a>(
    symbol: &object::read::elf::ElfSymbol<'a, '_, object::elf::FileHeader64<object::LittleEndian>>,
) -> Option<Symbol<'a>> {
    if symbol.kind() != SymbolKind::Text || symbol.address() == 0 {
        return None;
    }
    let name = symbol.name_bytes().ok().filter(|name| !name.is_empty())?;
    Some(Symbol { address: symbol.address(), len: symbol.size(), name })
}

fn is_rust(symbol: &[u8]) -> bool {
    str::from_utf8(symbol).is_ok_and(|name| rustc_demangle::try_demangle(name).is_ok())
}

/// As its author wrote it, without the hash.
fn demangled(name: &[u8]) -> String {
    format!("{:#}", rustc_demangle::demangle(&String::from_utf8_lossy(name)))
}

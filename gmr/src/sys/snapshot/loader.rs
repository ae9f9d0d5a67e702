//! Where the program and its libraries are loaded.
//!
//! The loader's own list (`dl_iterate_phdr`) waits for a lock, and any thread may have it for
//! ever: one that is inside a callback of that list. So its chain of libraries is followed as a
//! debugger does it: without a lock, by reads that cannot fault.

use super::memory::Memory;
use super::objects::Kind;

/// More libraries than a program has: the chain may change while it is followed.
const MOST_LIBRARIES: usize = 10_000;
/// The loader opens further chains for `dlmopen`.
const MOST_CHAINS: usize = 64;
/// `DT_DEBUG`, where the loader tells debuggers of the chain.
const DEBUG: u64 = 21;
/// From `r_version` 2 on there is more than one chain.
const WITH_MORE_CHAINS: u32 = 2;
/// The header of an ELF file, behind which the program headers stand.
const HEADER_LEN: u64 = 64;

/// An object that is loaded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Loaded {
    pub(super) kind: Kind,
    /// Where its file's first byte is.
    pub(super) header: u64,
    /// Where its path is, which ends with a zero.
    pub(super) path: u64,
}

/// All of them; the program is the first.
pub(super) fn loaded(memory: &mut Memory) -> Vec<Loaded> {
    let (headers, vdso) = (auxiliary(libc::AT_PHDR), auxiliary(libc::AT_SYSINFO_EHDR));
    let program = headers.wrapping_sub(HEADER_LEN);
    let mut found = vec![Loaded { kind: Kind::Program, header: program, path: 0 }];
    if vdso != 0 {
        found.push(Loaded { kind: Kind::Vdso, header: vdso, path: 0 });
    }
    follow_chains(memory, program, &mut found);
    found
}

/// Where the program begins, or the loader lets it begin.
pub(super) fn entry() -> u64 {
    auxiliary(libc::AT_ENTRY)
}

fn auxiliary(kind: libc::c_ulong) -> u64 {
    // SAFETY: reads a table that the kernel made at start.
    unsafe { libc::getauxval(kind) }
}

/// Adds the libraries; there are none in a program that is linked statically.
fn follow_chains(memory: &mut Memory, program: u64, found: &mut Vec<Loaded>) -> Option<()> {
    let mut chains = chains_of(memory, program)?;
    for _ in 0..MOST_CHAINS {
        // struct r_debug { int version; struct link_map *map; …; struct r_debug *next; }
        let version = u32::from_ne_bytes(memory.read(chains)?);
        let first = word(memory, chains + 8)?;
        follow_chain(memory, first, found);
        let next = if version >= WITH_MORE_CHAINS { word(memory, chains + 40)? } else { 0 };
        if next == 0 {
            break;
        }
        chains = next;
    }
    Some(())
}

/// Where the loader tells of its chains: an entry of the program's dynamic section.
fn chains_of(memory: &mut Memory, program: u64) -> Option<u64> {
    let headers = super::objects::headers(memory, program)?;
    let dynamic = headers.segments.iter().find(|segment| segment.kind == libc::PT_DYNAMIC)?;
    let start = headers.base.wrapping_add(dynamic.address);
    let mut entries = (start..start.wrapping_add(dynamic.memory_len)).step_by(16);
    let entry = entries.find(|entry| word(memory, *entry) == Some(DEBUG))?;
    word(memory, entry + 8).filter(|address| *address != 0)
}

fn follow_chain(memory: &mut Memory, first: u64, found: &mut Vec<Loaded>) {
    let mut next = first;
    for _ in 0..MOST_LIBRARIES {
        // struct link_map { address; char *name; dynamic *; struct link_map *next; … }
        let Some(entry) = memory.read::<32>(next) else { return };
        let field = |at: usize| {
            let bytes = entry.get(at..at + 8).and_then(|bytes| bytes.try_into().ok());
            bytes.map_or(0, u64::from_ne_bytes)
        };
        let library = Loaded { kind: Kind::Library, header: field(0), path: field(8) };
        // The first entry is the program; where that is not relocated, it has the address zero.
        if library.header != 0 && found.iter().all(|known| known.header != library.header) {
            found.push(library);
        }
        next = field(24);
    }
}

fn word(memory: &mut Memory, address: u64) -> Option<u64> {
    memory.read(address).map(u64::from_ne_bytes)
}

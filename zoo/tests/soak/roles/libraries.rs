//! Libraries that come and go while they are called.

use super::{black_box, goes_on, mem, stay};
use std::ffi::{CString, c_char};
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::sync::LazyLock;

/// A library of the C library itself that a program seldom uses.
const NAME: &str = "libresolv.so.2";

type Encode = unsafe extern "C" fn(*const u8, usize, *mut c_char, usize) -> i32;

/// Loads a library, calls it, and unloads it.
///
/// It is a copy of this thread's own, so that nobody else keeps it loaded.
#[inline(never)]
pub(super) fn role_library() {
    let directory = tempfile::tempdir().expect("room for a library");
    let copy = directory.path().join("copy.so");
    fs::copy(&*ORIGINAL, &copy).expect("a copy");
    let path = CString::new(copy.as_os_str().as_bytes()).expect("no zero in it");
    while goes_on() {
        let text = [7_u8; 3000];
        let mut encoded = [0; 4100];
        // SAFETY: `__b64_ntop` writes as much as there is room for; nothing of the library
        // is used after it is closed.
        unsafe {
            let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW);
            assert!(!library.is_null());
            let encode = libc::dlsym(library, c"__b64_ntop".as_ptr());
            assert!(!encode.is_null());
            let encode: Encode = mem::transmute(encode);
            for _ in 0..20 {
                let to = encoded.as_mut_ptr();
                black_box(encode(text.as_ptr(), text.len(), to, encoded.len()));
            }
            libc::dlclose(library);
        }
    }
    stay();
}

/// Where the loader finds it; looked up before there are other threads, whose mappings make
/// that list a moving target.
static ORIGINAL: LazyLock<PathBuf> = LazyLock::new(|| {
    let name = CString::new(NAME).expect("no zero in it");
    // SAFETY: a name that ends with a zero; the library stays loaded for as long as needed.
    unsafe {
        let library = libc::dlopen(name.as_ptr(), libc::RTLD_NOW);
        assert!(!library.is_null(), "{NAME} is part of the C library");
        let maps = fs::read_to_string("/proc/self/maps").expect("the kernel lists mappings");
        libc::dlclose(library);
        let mut words = maps.split_whitespace();
        words.find(|word| word.ends_with(NAME)).expect("it is mapped").into()
    }
});

pub(super) fn find() {
    LazyLock::force(&ORIGINAL);
}

//! The service with clients that keep it busy.
#![allow(dead_code, reason = "each test binary uses a part of it")]

use crate::child::Service;
use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the service with a profile, as a user would, and says where it is.
pub(crate) fn built(profile: &str) -> PathBuf {
    built_program("service", profile)
}

/// Builds one of the programs.
pub(crate) fn built_program(name: &str, profile: &str) -> PathBuf {
    let mut command = Command::new(env!("CARGO"));
    command.args(["build", "--quiet", "--locked", "-p", "gmr-examples", "--bin", name]);
    let status = command.args(["--profile", profile]).current_dir(workspace()).status();
    assert!(status.expect("cargo runs").success(), "{name} does not build");
    // This test's own binary is in the folder of its profile, beside those of the others.
    let debug = Path::new(env!("CARGO_BIN_EXE_service")).parent().expect("a folder");
    debug.with_file_name(profile).join(name)
}

/// The root of the workspace.
pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a folder")
}

/// A service and the clients that keep it busy.
pub(crate) struct Busy {
    pub(crate) service: Service,
    address: String,
    clients: Vec<TcpStream>,
}

impl Busy {
    /// One client audits, and so keeps the ledger; two wait for it.
    pub(crate) fn start(program: &Path) -> Busy {
        let mut service = Service::spawn(Command::new(program));
        let address = service.line("listen ");
        service.line("pid ");
        let mut busy = Busy { service, address, clients: Vec::new() };
        busy.ask("audit");
        let mut answer = String::new();
        BufReader::new(&busy.clients[0]).read_line(&mut answer).expect("an answer");
        assert_eq!(answer, "0 accounts\n");
        busy.ask("deposit ann 5");
        busy.ask("deposit bob 7");
        busy.settle();
        busy
    }

    fn ask(&mut self, request: &str) {
        let mut stream = TcpStream::connect(&self.address).expect("the service listens");
        writeln!(stream, "{request}").expect("the service reads");
        self.clients.push(stream);
    }

    /// Waits until every thread sleeps: all work is handed out, and nobody can go on.
    pub(crate) fn settle(&self) {
        while threads(self.service.pid()).values().any(|state| state != "S") {
            std::thread::yield_now();
        }
    }

    /// Asks for a report, as an operator does.
    pub(crate) fn report(&mut self) -> String {
        self.service.signal("USR2");
        self.service.report()
    }
}

/// The threads of a process, with the kernel's letter for what they do.
pub(crate) fn threads(pid: u32) -> BTreeMap<u64, String> {
    let mut threads = BTreeMap::new();
    for entry in fs::read_dir(format!("/proc/{pid}/task")).expect("it runs") {
        let id = entry.expect("an entry").file_name().to_str().expect("digits").to_owned();
        let Ok(stat) = fs::read_to_string(format!("/proc/{pid}/task/{id}/stat")) else { continue };
        let state = stat.rsplit_once(") ").expect("a name").1[..1].to_owned();
        threads.insert(id.parse().expect("a number"), state);
    }
    threads
}

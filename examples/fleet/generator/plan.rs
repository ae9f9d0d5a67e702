//! Which process of the fleet runs where, and what is wrong with it.

/// The services; each host runs one process of each.
const SERVICES: [&str; 4] = ["gateway", "ledger", "mailer", "search"];

/// In what state a process is when it reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scene {
    /// Nothing is wrong.
    Calm,
    /// The culprit: one thread holds the ledger and waits for its disk, twelve wait for the ledger.
    HeldLedger,
    /// Two threads wait for each other to end.
    Ring,
    /// A section of the report does not end in time.
    LateSection,
    /// A section of the report panics.
    BrokenSection,
    /// Two hundred threads where others have a dozen.
    Sessions,
}

/// A process of the fleet.
#[derive(Debug)]
pub(crate) struct Process {
    /// Its place among all, from 0.
    pub(crate) number: usize,
    pub(crate) service: &'static str,
    pub(crate) version: &'static str,
}

impl Process {
    pub(crate) fn numbered(number: usize) -> Self {
        let service = SERVICES[number % SERVICES.len()];
        let version = match service {
            // A roll-out that has come to every other host.
            "ledger" if host_number(number) % 2 == 1 => "1.4.2",
            "ledger" => "1.4.1",
            "gateway" => "2.0.3",
            "mailer" => "3.1.0",
            _ => "0.9.7",
        };
        Process { number, service, version }
    }

    pub(crate) fn host(&self) -> String {
        format!("host-{:05}", host_number(self.number))
    }

    /// Where the host is; in no zone are most of them.
    pub(crate) fn zone(&self) -> &'static str {
        match host_number(self.number) % 7 {
            0..3 => "eu-1",
            3..5 => "eu-2",
            _ => "us-1",
        }
    }

    /// What is wrong with it. The ledger is held by 3 % of the processes of its new version.
    pub(crate) fn scene(&self) -> Scene {
        let host = host_number(self.number);
        match (self.service, self.version) {
            ("ledger", "1.4.2") if host / 2 % 33 == 5 => Scene::HeldLedger,
            ("search", _) if host % 500 == 7 => Scene::Ring,
            ("mailer", _) if host % 100 == 3 => Scene::LateSection,
            ("gateway", _) if host % 200 == 9 => Scene::BrokenSection,
            ("gateway", _) if host == 11 => Scene::Sessions,
            _ => Scene::Calm,
        }
    }

    /// The size of its pool, if somebody has set it by hand.
    pub(crate) fn odd_pool_size(&self) -> Option<u32> {
        let is_odd = self.service == "search" && host_number(self.number) % 150 == 13;
        is_odd.then_some(2)
    }
}

fn host_number(process: usize) -> usize {
    process / SERVICES.len()
}

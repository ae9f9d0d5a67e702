//! Running all sections: each under its deadline, none able to stop the others.

mod handover;
mod identity;
mod run;
mod worker;

pub(crate) use handover::{Giver, Nothing, Taker, handover};
pub(crate) use run::{Collector, Header};

use std::time::Duration;

/// How long a whole report may take if the set-up does not say.
pub(crate) const WHOLE: Duration = Duration::from_secs(30);
/// How long a section may run if neither it nor the set-up says.
pub(crate) const SECTION: Duration = Duration::from_secs(2);

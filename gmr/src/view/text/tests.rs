#![allow(clippy::unwrap_used, clippy::panic)]

mod facts;
mod golden;
mod groups;
mod hostile;
mod oslo;
mod panics;
mod tasks;
mod tasks_bounds;

use crate::model::*;
use crate::view::samples::*;
use std::sync::Arc;
use std::time::Duration;

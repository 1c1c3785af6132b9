//! Who may bring tables, and how much.

use super::form::MOST_BYTES;
use crate::console::request::AuthContext;
use crate::console::uploaded::{self, Door};
use crate::error::Fault;
use axum::http::StatusCode;
use fettle_core::domain::people::Role;

/// Refuses who is no administrator.
pub(super) fn must_import(auth: &AuthContext) -> Result<(), Fault> {
    let may = auth.viewer.is(Role::Administrator);
    if may { Ok(()) } else { Err(Fault::new(StatusCode::FORBIDDEN, "not_allowed")) }
}

/// The form by which tables are brought.
pub(in crate::console) struct Tables;

impl Door for Tables {
    const MOST_BYTES: usize = MOST_BYTES;
    fn must(auth: &AuthContext) -> Result<(), Fault> {
        must_import(auth)
    }
}

/// A form with tables of an administrator.
pub(in crate::console) type Uploaded = uploaded::Uploaded<Tables>;

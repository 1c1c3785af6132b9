//! People, for administrators: who works here, with which roles and at which centre; how they sign in; their phones; and their leaving, which
//! ends all of it in one act. What may be done is the domain's (`fettle_core::domain::people`).

mod acts;
mod leaving;
mod form;
mod link;
mod list;
mod new;
mod one;
mod record;
mod session;

pub(super) use acts::{act, form as act_form};
pub(super) use link::{form as link_form, set as link_set};
pub(super) use list::page;
pub(super) use new::{add, form as new_form};
pub(super) use one::{confirm, confirmed};
pub(super) use record::page as record;
pub(super) use session::SessionView;

//! People, for administrators: who works here, with which roles and at which centre; how they sign in; their phones; and their leaving, which
//! ends all of it in one act. For managers of them too: who they are, and what they are able and licensed to do. What may be done is the domain's
//! (`fettle_core::domain::people`).

mod acts;
mod leaving;
mod form;
mod link;
mod list;
mod new;
mod one;
mod record;
mod session;
mod skill;

pub(super) use acts::{act, form as act_form};
pub(super) use link::{form as link_form, set as link_set};
pub(super) use list::page;
pub(super) use new::{add, form as new_form};
pub(super) use one::confirm;
pub(super) use record::page as record;
pub(super) use session::SessionView;
pub(super) use skill::{
    add as add_skill, change as change_skill, new as new_skill, remove as remove_skill, show as skill,
};

//! The bar of saved views above a list: each an address of this list with a name, the one that is shown marked.

use crate::console::page::Page;
use crate::console::request::AuthContext;
use crate::error::HubError;
use crate::views::SavedView;
use askama::Template;
use fettle_core::domain::people::Role;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// The lists that views are of: the address, and the texts of section and title.
pub(in crate::console) const VIEWED: [(&str, &str, &str); 13] = [
    ("/jobs", "jobs", "console-jobs"),
    ("/customers", "customers", "customers-title"),
    ("/sites", "sites", "sites-title"),
    ("/contracts", "contracts", "contracts-title"),
    ("/equipment", "equipment", "equipment-title"),
    ("/cards", "cards", "cards-title"),
    ("/places", "places", "places-title"),
    ("/people", "people", "people-title"),
    ("/centres", "centres", "centres-title"),
    ("/checklists", "checklists", "checklist-title"),
    ("/calendars", "calendars", "calendar-title"),
    ("/devices", "devices", "console-devices"),
    ("/audit", "audit", "security-audit"),
];
struct Link {
    address: String,
    name: String,
    /// Somebody else's.
    shared: bool,
    here: bool,
}

/// The bar, to be written into a page as `{{ bar|safe }}`.
#[derive(Template)]
#[template(path = "kit/bar.html")]
pub(in crate::console) struct Bar {
    p: Page,
    /// The list without any filter.
    list: &'static str,
    /// Whether that is what is shown.
    all: bool,
    links: Vec<Link>,
    /// Where what is shown gets a name; none where it has one, or is the whole list.
    keep: Option<String>,
    /// Where the view that is shown is removed; none for who may not.
    remove: Option<String>,
}

/// Whether the viewer may remove a view: the own ones, and as manager or administrator those that others share.
pub(in crate::console) fn may_remove(auth: &AuthContext, view: &SavedView) -> bool {
    view.person == auth.viewer.id
        || (view.shared && [Role::Manager, Role::Administrator].into_iter().any(|role| auth.viewer.is(role)))
}

impl Bar {
    /// Of the list at `list`, which shows what `shown` says: its address without the place where its page begins.
    ///
    /// # Errors
    /// When the database does not answer.
    pub(in crate::console) async fn of(
        auth: &AuthContext,
        p: &Page,
        list: &'static str,
        shown: &str,
    ) -> Result<Self, HubError> {
        let views = auth.hub().views.of(list, auth.viewer.id).await?;
        let here = views.iter().find(|view| view.address == shown);
        // What lies at one place is looked at from its page: no view is of it.
        let named = VIEWED.iter().any(|(path, ..)| *path == list);
        let keep = (named && here.is_none() && shown != list)
            .then(|| format!("/views/new?of={}", utf8_percent_encode(shown, NON_ALPHANUMERIC)));
        let remove = here.filter(|view| may_remove(auth, view)).map(|view| format!("/views/{}/remove", view.id));
        let link = |view: &SavedView| Link {
            shared: view.person != auth.viewer.id,
            here: view.address == shown,
            name: view.name.clone(),
            address: view.address.clone(),
        };
        Ok(Self { list, all: shown == list, links: views.iter().map(link).collect(), keep, remove, p: p.clone() })
    }
}

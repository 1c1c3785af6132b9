//! The sign-in form as a page: for who asks for it, and for whose form came without a session.

use super::page::Page;
use askama::Template;

#[derive(Template)]
#[template(path = "sign_in.html")]
pub(super) struct SignIn {
    pub p: Page,
    pub next: String,
    pub login: String,
    /// A form that goes on after the sign-in; empty for none.
    pub carried: String,
}

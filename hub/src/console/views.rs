//! Saved views: what a list shows gets a name, one's own or for everyone, and loses it again.

use super::command::Told;
use super::kept::About;
use super::kit::{Field, Form, VIEWED, may_remove, refused_page, shown_page};
use super::query::Query;
use super::request::{AuthContext, AuthForm};
use crate::error::Fault;
use crate::random;
use crate::views::{LONGEST_NAME, SavedView};
use axum::extract::Path;
use axum::http::Uri;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use uuid::Uuid;

/// What stands in an address and is no part of what is looked at: where the page begins, the form of the answer, that something was done.
const PASSING: [&str; 3] = ["after", "as", "done"];

/// Which view is to be named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// Path and query of the list.
    of: String,
}

/// The address of a list as its page would write it; none for what is no list.
fn canonical(of: &str) -> Option<(&'static (&'static str, &'static str, &'static str), String)> {
    let uri: Uri = of.parse().ok()?;
    let list = VIEWED.iter().find(|(path, ..)| *path == uri.path() && of.starts_with('/'))?;
    let axum::extract::Query(pairs) = axum::extract::Query::<Vec<(String, String)>>::try_from_uri(&uri).ok()?;
    let kept = pairs.iter().filter(|(name, value)| !value.is_empty() && !PASSING.contains(&name.as_str()));
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let pair = |(name, value): &(String, String)| format!("{}={}", plain(name).unwrap_or_default(), encoded(value));
    let pairs: Vec<String> = kept.filter(|(name, _)| plain(name).is_some()).map(pair).collect();
    Some((list, if pairs.is_empty() { list.0.to_owned() } else { format!("{}?{}", list.0, pairs.join("&")) }))
}

/// The name of a filter: letters and low lines, as ours are.
fn plain(name: &str) -> Option<&str> {
    let ours = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    ours.then_some(name)
}

fn about(auth: &AuthContext, of: &str) -> Result<(About, Form, String), Fault> {
    let ((path, here, title), address) = canonical(of).ok_or_else(|| Fault::bad("query_unreadable"))?;
    let back = format!("/views/new?of={}", utf8_percent_encode(&address, NON_ALPHANUMERIC));
    let p = auth.page().at(here).back_to(&back);
    let name = Field::line("name", p.t("views-name")).required().at_most(LONGEST_NAME).help(p.t("views-about"));
    let name = name.answers(&["name_missing", "view_name_long", "view_address_long", "views_full"]);
    let form = Form::new(&p, "view", "/views/new", p.t("views-keep"))
        .with(Field::hidden("of").holding(&address))
        .with(name)
        .with(Field::tick("shared", p.t("views-shared"), false));
    Ok((About { title: p.t("views-keep"), crumb: ((*path).to_owned(), p.t(title)), p }, form, address))
}

/// The form.
pub(super) async fn form(auth: AuthContext, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (About { p, title, crumb }, form, _) = about(&auth, &asked.of)?;
    Ok(shown_page(p, title, crumb, form))
}

/// It was sent.
pub(super) async fn keep(AuthForm { auth, fields, .. }: AuthForm) -> Result<Response, Fault> {
    let (About { p, title, crumb }, form, address) = about(&auth, fields.get("of"))?;
    let view = SavedView {
        id: random::uuid(auth.hub().clock.now_ms())?,
        person: auth.viewer.id,
        name: fields.get("name").to_owned(),
        address,
        shared: fields.has("shared"),
    };
    match auth.hub().views.keep(&view).await? {
        Ok(()) => Ok(Redirect::to(&view.address).into_response()),
        Err(refusal) => {
            let told = Told::of(auth.lang(), &refusal);
            Ok(refused_page(p, title, crumb, form, (&fields, &told)))
        }
    }
}

/// A view loses its name. One that is gone already: the same answer, as of a second click.
pub(super) async fn remove(Path(id): Path<String>, AuthForm { auth, fields, .. }: AuthForm) -> Result<Response, Fault> {
    let id: Uuid = id.parse().map_err(|_| Fault::not_found())?;
    if let Some(view) = auth.hub().views.get(id).await? {
        if !may_remove(&auth, &view) {
            return Err(Fault::not_found());
        }
        auth.hub().views.remove(id).await?;
    }
    let list = canonical(fields.get("list")).map_or("/jobs", |((path, ..), _)| path);
    Ok(Redirect::to(list).into_response())
}

//! Every database is sound: a file says so itself. A server looks after its pages by its own means.

use crate::sim::world::World;
use fettle_hub::sql;
use rusqlite::{Connection, OpenFlags};

const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

fn ask(conn: &Connection) -> Result<String, rusqlite::Error> {
    conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))
}

/// What the hub's file says.
async fn said(world: &World) -> Result<String, sql::Error> {
    let mut conn = world.hub.look().await;
    if conn.is_postgres() {
        return Ok("ok".into());
    }
    sql::query_scalar("PRAGMA integrity_check").fetch_one(&mut *conn).await
}

pub async fn check(world: &mut World) {
    let said = said(world).await;
    if !said.as_ref().is_ok_and(|said| said == "ok") {
        world.violate(format!("the hub's database is damaged: {said:?}"));
    }
    for p in 0..world.phones.len() {
        let phone = &world.phones[p];
        let said = Connection::open_with_flags_and_vfs(phone.store().path(), FLAGS, phone.disk.vfs().as_str())
            .and_then(|c| ask(&c));
        if said.as_deref() != Ok("ok") {
            world.violate(format!("p{p}: the database is damaged: {said:?}"));
        }
    }
}

//! Every database is sound.

use crate::sim::world::World;
use rusqlite::{Connection, OpenFlags};

const FLAGS: OpenFlags = OpenFlags::SQLITE_OPEN_READ_WRITE.union(OpenFlags::SQLITE_OPEN_NO_MUTEX);

fn ask(conn: &Connection) -> Result<String, rusqlite::Error> {
    conn.query_row("PRAGMA integrity_check", [], |row| row.get(0))
}

pub fn check(world: &mut World) {
    let said = ask(world.hub.look());
    if said.as_deref() != Ok("ok") {
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

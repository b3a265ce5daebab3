//! Bringing a database's tables up to date.

use super::StorageError;
use sqlx::migrate::{Migrate, Migrator};
use sqlx::pool::PoolConnection;
use sqlx::{Database, Pool};
use std::ops::DerefMut;

/// How many versions each part of the program may count: the engine from 1000 on, the BFF from 2000.
const PART: i64 = 1000;

/// Where sqlx notes which versions a database has.
const NOTED_IN: &str = "_sqlx_migrations";

/// Applies the migrations that are missing. Those of other parts of the program may be in the same database; a version of
/// this part that is newer than we know is not ours to touch.
///
/// # Errors
/// When the schema is newer than this program, was changed by hand, or the role may not change it.
pub async fn bring_up_to_date<DB>(pool: &Pool<DB>, migrations: &Migrator) -> Result<(), StorageError>
where
    DB: Database,
    DB::Connection: Migrate,
    PoolConnection<DB>: DerefMut<Target = DB::Connection>,
{
    let failed = |error: &dyn std::fmt::Display| StorageError(format!("the schema cannot be brought up to date: {error}"));
    let mut connection = pool.acquire().await.map_err(|error| failed(&error))?;
    let ours = migrations.iter().map(|migration| migration.version).max().unwrap_or_default();
    // Several instances may start at once, and only the table that is made here could tell them of each other.
    connection.lock().await.map_err(|error| failed(&error))?;
    connection.ensure_migrations_table(NOTED_IN).await.map_err(|error| failed(&error))?;
    let applied = connection.list_applied_migrations(NOTED_IN).await.map_err(|error| failed(&error))?;
    connection.unlock().await.map_err(|error| failed(&error))?;
    let newest = applied.iter().map(|migration| migration.version).filter(|version| version / PART == ours / PART).max();
    if let Some(newest) = newest.filter(|newest| *newest > ours) {
        return Err(StorageError(format!(
            "the schema has version {newest}, made by a newer release; this one knows versions up to {ours}: start the newer one"
        )));
    }
    drop(connection);
    let mut migrations = Migrator { migrations: migrations.migrations.clone(), ..Migrator::DEFAULT };
    migrations.set_ignore_missing(true);
    migrations.run(pool).await.map_err(|error| failed(&error))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::sqlite::{SqlitePool, SqlitePoolOptions};

    async fn tables() -> SqlitePool {
        SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.expect("a database")
    }

    #[tokio::test]
    async fn a_newer_schema_of_our_own_part_is_refused_and_of_another_part_is_not() {
        let (pool, migrations) = (tables().await, sqlx::migrate!("./migrations"));
        bring_up_to_date(&pool, &migrations).await.expect("made");
        bring_up_to_date(&pool, &migrations).await.expect("nothing to do");
        let noted = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (2900, '', 1, '', 0)";
        sqlx::query(noted).execute(&pool).await.expect("noted");
        bring_up_to_date(&pool, &migrations).await.expect("not our part");
        sqlx::query("UPDATE _sqlx_migrations SET version = 1900 WHERE version = 2900").execute(&pool).await.expect("noted");
        let refused = bring_up_to_date(&pool, &migrations).await.expect_err("refused");
        assert!(refused.0.contains("1900") && refused.0.contains("newer release"), "{refused}");
    }

    #[tokio::test]
    async fn a_migration_that_was_changed_after_it_ran_is_refused() {
        let (pool, migrations) = (tables().await, sqlx::migrate!("./migrations"));
        bring_up_to_date(&pool, &migrations).await.expect("made");
        sqlx::query("UPDATE _sqlx_migrations SET checksum = x'00'").execute(&pool).await.expect("noted");
        let refused = bring_up_to_date(&pool, &migrations).await.expect_err("refused");
        assert!(refused.0.contains("cannot be brought up to date"), "{refused}");
    }
}

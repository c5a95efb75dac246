#!/usr/bin/env bash
# start.sh DIR PORT : a throw-away Redmine of Debian's package on 127.0.0.1:PORT, everything it writes below DIR.
#
# Needs the packages redmine, redmine-sqlite, ruby-sqlite3 and puma. The packaged instance (/etc/redmine, its database) is
# neither read nor changed. Prints {"event":"ready"} once it answers, then serves until it is killed (one process: exec). The data is
# made on the first run; another start with the same DIR serves it again.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 2 ] || { echo "start.sh DIR PORT" >&2; exit 64; }
packaged=/usr/share/redmine
[ -f $packaged/config/application.rb ] && command -v puma >/dev/null || { echo "redmine or puma is not installed" >&2; exit 69; }
mkdir -p "$1"
dir=$(cd "$1" && pwd)
port=$2
app=$dir/app
export RAILS_ENV=production SECRET_KEY_BASE=only-for-tests-0123456789abcdef0123456789abcdef BUNDLE_GEMFILE=$app/Gemfile
unset X_DEBIAN_SITEID REDMINE_INSTANCE

make_app() { # Rails keeps its paths relative to the application, so we copy it (16 MB) and give it folders of our own.
  mkdir -p "$app" "$dir/files" "$dir/log" "$dir/tmp"
  (cd $packaged && tar cf - --exclude=./instances --exclude=./config/database.yml --exclude=./Gemfile.lock .) | tar xf - -C "$app"
  mkdir -p "$app/instances/default"
  ln -s "$app/config" "$app/instances/default/config"
  for folder in files log tmp; do ln -s "$dir/$folder" "$app/instances/default/$folder"; done
  printf 'production:\n  adapter: sqlite3\n  database: %s/redmine.sqlite3\n  timeout: 10000\n  encoding: utf8\n' "$dir" \
    >"$app/config/database.yml"
  printf 'default:\n  attachments_storage_path: %s/files\n' "$dir" >"$app/config/configuration.yml"
  echo 'gem "puma"' >"$app/Gemfile.local"
  # The package looks for database settings of its own instances only; ours tells it the adapter.
  sed -i "s#/usr/share/redmine/{config,instances/\*/config}/database.yml#$app/config/database.yml#" "$app/Gemfile"
}

cd "$dir"
if [ ! -f "$dir/world.json" ]; then
  rm -rf "$app" "$dir/redmine.sqlite3"
  make_app
  cd "$app"
  bundle install --local >"$dir/prepare.log" 2>&1
  bundle exec rake db:migrate >>"$dir/prepare.log" 2>&1
  bundle exec rails runner "$here/seed.rb" "$dir/world.json.part" >>"$dir/prepare.log" 2>&1 ||
    { tail -20 "$dir/prepare.log" >&2; exit 70; }
  mv "$dir/world.json.part" "$dir/world.json"
fi
cd "$app"
{
  for ((i = 0; i < 600; i++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then echo '{"event":"ready"}'; exit 0; fi
    sleep 0.1
  done
  echo "redmine did not start, see $dir/server.log" >&2
} &
# One thread: two writers at a time, and SQLite answers one of them with "database is locked", Redmine with 500.
exec bundle exec puma -q -t 1:1 -b "tcp://127.0.0.1:$port" -e production config.ru >"$dir/server.log" 2>&1

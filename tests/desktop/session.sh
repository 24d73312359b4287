#!/usr/bin/env bash
# session.sh [--tray=xfce|none] [--notify=dunst|none] [--size=1280x800] -- COMMAND [ARGUMENT ...]
#
# Runs COMMAND on a desktop of its own: an X server without a screen, a private session bus, a
# window manager, a panel with a tray, a notification daemon, and an empty home. Leaves with
# COMMAND's exit code once all of it is gone again; with 97 if the desktop did not come up.
#
# COMMAND finds the folder of the logs in SHAREWATCH_DESKTOP_SESSION; dunst.log there says each
# notification that was shown.
set -u

tray=xfce notify=dunst size=1280x800
while [ $# -gt 0 ]; do
  case $1 in
    --tray=xfce | --tray=none) tray=${1#*=} ;;
    --notify=dunst | --notify=none) notify=${1#*=} ;;
    --size=[0-9]*x[0-9]*) size=${1#*=} ;;
    --) shift && break ;;
    *) echo "session.sh: what is $1?" >&2 && exit 64 ;;
  esac
  shift
done
[ $# -gt 0 ] || { sed -n '2s/^# //p' "$0" >&2 && exit 64; }

folder=$(mktemp -d -t sharewatch-desktop.XXXXXX)
running=() command=

alive() {
  local pid
  for pid in "$@"; do kill -0 "$pid" 2>/dev/null && return 0; done
  return 1
}

# The bus (second to start) and the X server (first) go last: what lost them would only complain.
stop() {
  local pid i
  for ((i = ${#running[@]} - 1; i >= 0; i--)); do
    pid=${running[i]}
    kill "$pid" 2>/dev/null
    for _ in {1..40}; do alive "$pid" || break; sleep 0.05; done
    kill -KILL "$pid" 2>/dev/null
    wait "$pid" 2>/dev/null
  done
  rm -rf "$folder"
}

interrupt() {
  if [ -n "$command" ]; then
    kill "$command" 2>/dev/null
    for _ in {1..100}; do alive "$command" || break; sleep 0.05; done
    kill -KILL "$command" 2>/dev/null
  fi
  exit "$1"
}

trap stop EXIT
trap 'interrupt 130' INT
trap 'interrupt 143' HUP TERM

fail() {
  echo "session.sh: $1 did not come up" >&2
  cat "$folder/$1.log" >&2
  exit 97
}

run() { # NAME COMMAND ...: keep it running, with a log of its own
  local name=$1
  shift
  "$@" >"$folder/$name.log" 2>&1 3>&- </dev/null &
  running+=($!)
}

await() { # NAME CONDITION ...
  local name=$1
  shift
  for _ in {1..300}; do
    "$@" >/dev/null 2>&1 && return
    sleep 0.03
  done
  fail "$name"
}

ask() { # DESTINATION PATH METHOD ARGUMENT ...
  dbus-send --session --print-reply=literal --dest="$1" "$2" "${@:3}"
}

has_owner() {
  ask org.freedesktop.DBus / org.freedesktop.DBus.NameHasOwner "string:$1" | grep -q true
}

has_window_manager() { xprop -root _NET_SUPPORTING_WM_CHECK | grep -q 'window id'; }

has_tray() { # its name first: to ask a name nobody owns is to wait for an activation
  has_owner org.kde.StatusNotifierWatcher &&
    ask org.kde.StatusNotifierWatcher /StatusNotifierWatcher \
      org.freedesktop.DBus.Properties.Get string:org.kde.StatusNotifierWatcher \
      string:IsStatusNotifierHostRegistered | grep -q true
}

# An empty home, and nothing of the caller's desktop or accounts.
unset DBUS_SESSION_BUS_ADDRESS QT_QPA_PLATFORM QT_QPA_PLATFORMTHEME QT_SCALE_FACTOR \
  SESSION_MANAGER WAYLAND_DISPLAY XAUTHORITY XDG_CONFIG_DIRS \
  HF_ENDPOINT HF_HOME HF_TOKEN HF_TOKEN_PATH
export HOME=$folder/home XDG_RUNTIME_DIR=$folder/runtime
export XDG_CONFIG_HOME=$HOME/.config XDG_CACHE_HOME=$HOME/.cache
export XDG_DATA_HOME=$HOME/.local/share XDG_STATE_HOME=$HOME/.local/state
export XDG_CURRENT_DESKTOP=XFCE XDG_SESSION_TYPE=x11 LC_ALL=C.UTF-8
export GSETTINGS_BACKEND=memory GTK_A11Y=none NO_AT_BRIDGE=1
settings=$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml
mkdir -p "$settings" "$XDG_CACHE_HOME" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$folder/services"
mkdir -m 700 "$XDG_RUNTIME_DIR"

# A bus that starts nothing by itself but the panel's settings: without --notify=dunst there must
# be no notification daemon, though one is installed.
cp /usr/share/dbus-1/services/org.xfce.Xfconf.service "$folder/services/" 2>/dev/null
cat >"$folder/bus.conf" <<END
<busconfig>
  <type>session</type>
  <listen>unix:path=$XDG_RUNTIME_DIR/bus</listen>
  <auth>EXTERNAL</auth>
  <servicedir>$folder/services</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
END

cat >"$folder/dunstrc" <<END
[global]
    font = DejaVu Sans 10
    origin = top-right
    width = 360
    markup = full
    show_age_threshold = -1
    dmenu = grep -m1 Snooze
END

cat >"$settings/xfce4-panel.xml" <<END
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=8;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="32"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/>
        <value type="int" value="2"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
    </property>
  </property>
</channel>
END

mkfifo "$folder/ready"
exec 3<>"$folder/ready"
Xvfb -displayfd 3 -screen 0 "${size}x24" -nolisten tcp -noreset >"$folder/Xvfb.log" 2>&1 </dev/null &
running+=($!)
read -r -t 10 -u 3 display || fail Xvfb
export DISPLAY=:$display
dbus-daemon --config-file="$folder/bus.conf" --nofork --nopidfile --print-address=3 \
  >"$folder/bus.log" 2>&1 </dev/null &
running+=($!)
read -r -t 10 -u 3 DBUS_SESSION_BUS_ADDRESS || fail bus
export DBUS_SESSION_BUS_ADDRESS

run openbox openbox --sm-disable
[ $notify = dunst ] && run dunst dunst -conf "$folder/dunstrc" -print
[ $tray = xfce ] && run panel xfce4-panel --disable-wm-check
await openbox has_window_manager
[ $notify = dunst ] && await dunst has_owner org.freedesktop.Notifications
[ $tray = xfce ] && await panel has_tray

export SHAREWATCH_DESKTOP_SESSION=$folder
"$@" 3>&- &
command=$!
wait "$command"

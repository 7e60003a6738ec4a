# Nginx's error log → JSON lines in `file`, and as they came to the container's output.
# 2026/11/23 22:06:35 [error] 29#29: *12 connect() failed …, client: 10.0.0.1, server: …, request: "GET /?a=1 HTTP/1.1"
# Nginx knows no request id here; "connection" is the one of the access log's lines.

BEGIN {
  for (i = 0; i < 256; i++) code[sprintf("%c", i)] = i
}

{
  line = without_query($0)
  print line > "/dev/stderr"
  record(line)
}

# What follows a "?" within a quoted address may be a secret.
function without_query(text) {
  while (match(text, /: "[^"? ]*( [^"? ]*)?\?[^" ]+/)) {
    found = substr(text, RSTART, RLENGTH)
    sub(/\?.*$/, "", found)
    text = substr(text, 1, RSTART - 1) found substr(text, RSTART + RLENGTH)
  }
  return text
}

function record(text,    time, level, connection, at) {
  time = strftime("%Y-%m-%dT%H:%M:%SZ", systime(), 1)
  if (match(text, /^[0-9]+\/[0-9][0-9]\/[0-9][0-9] [0-9:]+ /)) {
    time = substr(text, 1, 4) "-" substr(text, 6, 2) "-" substr(text, 9, 2) "T" substr(text, 12, 8) "Z"
    text = substr(text, RLENGTH + 1)
  }
  sub(/^nginx: /, "", text)
  level = "error"
  if (match(text, /^\[[a-z]+\] /)) {
    level = substr(text, 2, RLENGTH - 3)
    text = substr(text, RLENGTH + 1)
  }
  sub(/^[0-9]+#[0-9]+: /, "", text)
  if (match(text, /^\*[0-9]+ /)) {
    connection = substr(text, 2, RLENGTH - 2)
    text = substr(text, RLENGTH + 1)
  }
  out = "{\"time\":\"" time "\",\"service\":\"nginx\",\"level\":\"" level "\""
  if (connection != "") out = out ",\"connection\":" connection
  at = match(text, /, client: /)
  out = out ",\"message\":" quoted(at ? substr(text, 1, at - 1) : text)
  if (at) fields(substr(text, at))
  print out "}" >> file
  # Opened anew for every line, so that rotation needs no word with us. (A failure ends the program.)
  close(file)
}

# Appends the members of: , client: 10.0.0.1, server: localhost, request: "GET / HTTP/1.1"
function fields(text,    name, value) {
  while (match(text, /^, [a-z]+: ("[^"]*"|[^,]*)/)) {
    value = substr(text, 3, RLENGTH - 2)
    text = substr(text, RLENGTH + 1)
    name = value
    sub(/:.*/, "", name)
    sub(/^[a-z]+: "?/, "", value)
    sub(/"$/, "", value)
    out = out ",\"" name "\":" quoted(value)
  }
  if (text != "") out = out ",\"rest\":" quoted(text)
}

# A JSON string of ASCII only: a byte that is none becomes its code point, for it may be no valid UTF-8.
function quoted(text,    i, byte, result) {
  if (text !~ /[^ !#-\[\]-~]/) return "\"" text "\""
  for (i = 1; i <= length(text); i++) {
    byte = substr(text, i, 1)
    result = result (byte ~ /[ !#-\[\]-~]/ ? byte : sprintf("\\u%04x", code[byte]))
  }
  return "\"" result "\""
}

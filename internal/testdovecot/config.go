package testdovecot

import (
	"fmt"
	"net"
	"os"
	"strings"
)

func (s *Server) usersFile(password string) string {
	var lines strings.Builder
	for _, user := range s.options.Users {
		fmt.Fprintf(&lines, "%s:{PLAIN}%s\n", user, password)
	}
	return lines.String()
}

func (s *Server) configuration() string {
	var c strings.Builder
	set := func(format string, args ...any) { fmt.Fprintf(&c, format+"\n", args...) }
	set(`
base_dir = %[1]s/run
state_dir = %[1]s/state
log_path = %[1]s/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <%[1]s/cert.pem
ssl_key = <%[1]s/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
# A wrong password is answered at once: the penalty is for attackers.
auth_failure_delay = 0
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
first_valid_uid = 1
first_valid_gid = 1
mail_location = maildir:~/Maildir
userdb {
  driver = static
  args = uid=%[2]d gid=%[3]d home=%[1]s/home/%%u allow_all_users=yes
}
namespace inbox {
  inbox = yes
  prefix = %[4]s
  separator = %[5]s
}`, s.dir, s.owner.uid, s.owner.gid, s.options.Namespace, separator(s.options.Namespace))
	if !s.options.NoPassword {
		set("passdb {\n  driver = passwd-file\n  args = %s/users\n}", s.dir)
	}
	if s.options.OAuthKey != nil {
		set("passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = %s/oauth2.conf\n}", s.dir)
	}
	if s.options.Capability != "" {
		set("protocol imap {\n  imap_capability = %s\n}", s.options.Capability)
	}
	s.listeners(set)
	if !s.owner.root {
		s.unprivileged(set)
	}
	c.WriteString(s.options.Extra + "\n")
	return c.String()
}

func separator(prefix string) string {
	if strings.HasSuffix(prefix, ".") {
		return "."
	}
	return "/"
}

func (s *Server) listeners(set func(string, ...any)) {
	set(`service imap-login {
  inet_listener imap {
    port = %s
  }
  inet_listener imaps {
    port = %s
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = %s
  }
}
# Bulk deliveries and many pollers at once are part of the tests.
mail_max_userip_connections = 100`, port(s.IMAP), port(s.IMAPS), port(s.LMTP))
}

// unprivileged runs every part of it as the test's own user.
func (s *Server) unprivileged(set func(string, ...any)) {
	set("default_internal_user = %[1]s\ndefault_login_user = %[1]s\ndefault_internal_group = %[2]s", s.owner.user, s.owner.group)
	for _, service := range []string{"anvil", "stats", "imap-login", "lmtp"} {
		set("service %s {\n  chroot =\n}", service)
	}
	set("service auth {\n  user = %[1]s\n}\nservice auth-worker {\n  user = %[1]s\n}\nservice lmtp {\n  user = %[1]s\n}", s.owner.user)
}

func port(addr string) string {
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		panic(err) // the addresses are this package's own
	}
	return port
}

func (s *Server) chown(path string) {
	s.t.Helper()
	if !s.owner.root {
		return
	}
	if err := os.Chown(path, s.owner.uid, s.owner.gid); err != nil {
		s.t.Fatal(err)
	}
}

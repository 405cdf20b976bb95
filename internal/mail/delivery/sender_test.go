package delivery_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/guestd/guestd/internal/mail/delivery"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSendsTheBytesAsTheyAre(t *testing.T) {
	t.Parallel()
	srv := serve(t)
	got := sender(t, delivery.Config{Addr: srv.addr}).Send(t.Context(), mailTo("ana@x.example", "bo@x.example"))
	if !got.Sent() || got.Err != nil || got.Outcome() != delivery.Sent || got.Summary() != "" {
		t.Fatalf("%+v", got)
	}
	want := []received{{from: "guest-requests@hms.harvard.edu", to: []string{"ana@x.example", "bo@x.example"}, raw: raw, size: int64(len(raw))}}
	if diff := cmp.Diff(want, srv.messages(), cmp.AllowUnexported(received{})); diff != "" {
		t.Error(diff)
	}
}

func TestReplies(t *testing.T) {
	t.Parallel()
	unknown := reply(550, smtp.EnhancedCode{5, 1, 1}, "No such user")
	greylisted := reply(450, smtp.EnhancedCode{4, 2, 0}, "Greylisted")
	to := []string{"ana@x.example", "gone@x.example", "later@x.example"}
	for name, c := range map[string]struct {
		spoil    option
		outcomes []delivery.Outcome
		codes    []int
		whole    delivery.Outcome
		arrived  []string
	}{
		"one bad recipient does not lose the others": {
			spoil: func(s *server) {
				s.rcpt = func(to string) error {
					return map[string]error{"gone@x.example": unknown, "later@x.example": greylisted}[to]
				}
			},
			outcomes: []delivery.Outcome{delivery.Sent, delivery.Permanent, delivery.Temporary},
			codes:    []int{250, 550, 450}, whole: delivery.Temporary, arrived: []string{"ana@x.example"},
		},
		"all recipients refused": {
			spoil:    func(s *server) { s.rcpt = func(string) error { return unknown } },
			outcomes: []delivery.Outcome{delivery.Permanent, delivery.Permanent, delivery.Permanent},
			codes:    []int{550, 550, 550}, whole: delivery.Permanent,
		},
		"too many recipients": {
			spoil: func(s *server) {
				s.rcpt = func(to string) error {
					if to == "ana@x.example" {
						return nil
					}
					return reply(552, smtp.EnhancedCode{5, 5, 3}, "Too many recipients")
				}
			},
			outcomes: []delivery.Outcome{delivery.Sent, delivery.Temporary, delivery.Temporary},
			codes:    []int{250, 552, 552}, whole: delivery.Temporary, arrived: []string{"ana@x.example"},
		},
		"sender refused": {
			spoil: func(s *server) {
				s.mail = func(string, *smtp.MailOptions) error {
					return reply(553, smtp.EnhancedCode{5, 7, 1}, "Not your address")
				}
			},
			outcomes: []delivery.Outcome{delivery.Permanent, delivery.Permanent, delivery.Permanent},
			codes:    []int{553, 553, 553}, whole: delivery.Permanent,
		},
		"sign in first: the mail can wait": {
			spoil: func(s *server) {
				s.mail = func(string, *smtp.MailOptions) error {
					return reply(530, smtp.EnhancedCode{5, 7, 0}, "Authentication required")
				}
			},
			outcomes: []delivery.Outcome{delivery.Temporary, delivery.Temporary, delivery.Temporary},
			codes:    []int{530, 530, 530}, whole: delivery.Temporary,
		},
		"busy at MAIL": {
			spoil: func(s *server) {
				s.mail = func(string, *smtp.MailOptions) error { return reply(451, smtp.EnhancedCode{4, 3, 0}, "Busy") }
			},
			outcomes: []delivery.Outcome{delivery.Temporary, delivery.Temporary, delivery.Temporary},
			codes:    []int{451, 451, 451}, whole: delivery.Temporary,
		},
		"message refused": {
			spoil: func(s *server) {
				s.data = func(*smtp.Conn, []byte) error { return reply(554, smtp.EnhancedCode{5, 7, 1}, "Spam\nreally") }
			},
			outcomes: []delivery.Outcome{delivery.Permanent, delivery.Permanent, delivery.Permanent},
			codes:    []int{554, 554, 554}, whole: delivery.Permanent,
		},
		"disk full at the dot": {
			spoil: func(s *server) {
				s.data = func(*smtp.Conn, []byte) error { return reply(452, smtp.EnhancedCode{4, 3, 1}, "Disk full") }
			},
			outcomes: []delivery.Outcome{delivery.Temporary, delivery.Temporary, delivery.Temporary},
			codes:    []int{452, 452, 452}, whole: delivery.Temporary,
		},
		"too large": {
			spoil:    func(s *server) { s.smtp.MaxMessageBytes = 10 },
			outcomes: []delivery.Outcome{delivery.Permanent, delivery.Permanent, delivery.Permanent},
			codes:    []int{0, 0, 0}, whole: delivery.Permanent,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := serve(t, c.spoil)
			s := sender(t, delivery.Config{Addr: srv.addr})
			got := s.Send(t.Context(), mailTo(to...))
			for i, r := range got.Recipients {
				if r.Address != to[i] || r.Outcome != c.outcomes[i] {
					t.Errorf("%s is %s (%s), want %s", r.Address, r.Outcome, r.Text, c.outcomes[i])
				}
				if r.Code != c.codes[i] {
					t.Errorf("%s: code %d, want %d", r.Address, r.Code, c.codes[i])
				}
				if strings.ContainsAny(r.Text, "\r\n") || (r.Outcome != delivery.Sent && r.Text == "") {
					t.Errorf("%s: text %q", r.Address, r.Text)
				}
			}
			if got.Outcome() != c.whole || got.Err != nil {
				t.Errorf("whole %s, %v; want %s", got.Outcome(), got.Err, c.whole)
			}
			var arrived []string
			for _, m := range srv.messages() {
				arrived = append(arrived, m.to...)
			}
			if !slices.Equal(arrived, c.arrived) {
				t.Errorf("arrived %v, want %v", arrived, c.arrived)
			}
			// The connection is as good as before, so the next mail takes the same one.
			s.Send(t.Context(), mailTo(to...))
			if n := srv.sessionCount(); n != 1 {
				t.Errorf("%d connections for two mails", n)
			}
		})
	}
}

func TestEnhancedCodesAndTextAreKept(t *testing.T) {
	t.Parallel()
	s := sender(t, scripted(t, func(_ net.Conn, say func(string), hear func() string) {
		say("220 mx.test")
		for line := hear(); line != ""; line = hear() {
			if strings.HasPrefix(line, "RCPT") {
				say("550-5.1.1 No such")
				say("550 5.1.1 \tuser")
				continue
			}
			say("250 ok")
		}
	}))
	got := s.Send(t.Context(), mailTo("gone@x.example"))
	want := []delivery.Recipient{{Address: "gone@x.example", Outcome: delivery.Permanent, Code: 550, Enhanced: "5.1.1", Text: "No such user"}}
	if diff := cmp.Diff(want, got.Recipients); diff != "" {
		t.Error(diff)
	}
}

func TestBadEnvelopesNeedNoServer(t *testing.T) {
	t.Parallel()
	s := sender(t, scripted(t))
	for name, m := range map[string]delivery.Message{
		"from":    {From: "nobody", To: []string{"ana@x.example"}, Raw: []byte(raw)},
		"to":      {From: "a@x.example", To: []string{"ana@x.example>\r\nRCPT TO:<bo@x.example"}, Raw: []byte(raw)},
		"message": {From: "a@x.example", To: []string{"ana@x.example"}, Raw: []byte("\r\n")},
	} {
		got := s.Send(t.Context(), m)
		if got.Outcome() != delivery.Permanent || got.Err != nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := s.Send(t.Context(), mailTo()); got.Sent() || len(got.Recipients) != 0 {
		t.Errorf("nobody: %+v", got)
	}
}

func TestOneBadAddressDoesNotLoseTheOthers(t *testing.T) {
	t.Parallel()
	srv := serve(t)
	got := sender(t, delivery.Config{Addr: srv.addr}).Send(t.Context(), mailTo("no address", "ana@x.example"))
	if got.Recipients[0].Outcome != delivery.Permanent || got.Recipients[1].Outcome != delivery.Sent {
		t.Errorf("%+v", got)
	}
}

func TestAddressesBeyondASCII(t *testing.T) {
	t.Parallel()
	srv := serve(t)
	if got := sender(t, delivery.Config{Addr: srv.addr}).Send(t.Context(), mailTo("josé@x.example")); !got.Sent() || !srv.messages()[0].utf8 {
		t.Errorf("%+v", got)
	}
	old := serve(t, func(s *server) { s.smtp.EnableSMTPUTF8 = false })
	got := sender(t, delivery.Config{Addr: old.addr}).Send(t.Context(), mailTo("josé@x.example", "ana@x.example"))
	if got.Recipients[0].Outcome != delivery.Permanent || got.Recipients[1].Outcome != delivery.Sent {
		t.Errorf("without SMTPUTF8: %+v", got)
	}
}

// TestNoAnswerToTheFinalDot: "no answer to the final dot is neither sent nor failed".
func TestNoAnswerToTheFinalDot(t *testing.T) {
	t.Parallel()
	t.Run("the server hangs up", func(t *testing.T) {
		t.Parallel()
		srv := serve(t, func(s *server) {
			s.data = func(c *smtp.Conn, _ []byte) error { return c.Conn().Close() }
		})
		uncertain(t, sender(t, delivery.Config{Addr: srv.addr}).Send(t.Context(), mailTo("ana@x.example")))
	})
	t.Run("the server is silent", func(t *testing.T) {
		t.Parallel()
		release := make(chan struct{})
		srv := serve(t, func(s *server) {
			s.data = func(*smtp.Conn, []byte) error { <-release; return nil }
		})
		t.Cleanup(func() { close(release) })
		s := sender(t, delivery.Config{Addr: srv.addr, SubmissionTimeout: 50 * time.Millisecond})
		uncertain(t, s.Send(t.Context(), mailTo("ana@x.example")))
	})
	t.Run("we are told to stop", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		release := make(chan struct{})
		srv := serve(t, func(s *server) {
			s.data = func(*smtp.Conn, []byte) error { cancel(); <-release; return nil }
		})
		t.Cleanup(func() { close(release) })
		got := sender(t, delivery.Config{Addr: srv.addr}).Send(ctx, mailTo("ana@x.example"))
		uncertain(t, got)
		if !errors.Is(got.Err, context.Canceled) {
			t.Errorf("the fault does not say that it was cancelled: %v", got.Err)
		}
	})
	t.Run("the answer is no reply", func(t *testing.T) {
		t.Parallel()
		s := sender(t, scripted(t, upToDot(func(_ net.Conn, say func(string)) { say("what?") })))
		uncertain(t, s.Send(t.Context(), mailTo("ana@x.example")))
	})
	t.Run("some recipients were refused before", func(t *testing.T) {
		t.Parallel()
		srv := serve(t, func(s *server) {
			s.rcpt = func(to string) error {
				if to == "gone@x.example" {
					return reply(550, smtp.EnhancedCode{5, 1, 1}, "No such user")
				}
				return nil
			}
			s.data = func(c *smtp.Conn, _ []byte) error { return c.Conn().Close() }
		})
		got := sender(t, delivery.Config{Addr: srv.addr}).Send(t.Context(), mailTo("gone@x.example", "ana@x.example"))
		if got.Recipients[0].Outcome != delivery.Permanent || got.Recipients[1].Outcome != delivery.Uncertain || got.Outcome() != delivery.Uncertain {
			t.Errorf("%+v", got)
		}
	})
}

func uncertain(t *testing.T, got delivery.Result) {
	t.Helper()
	var fault *delivery.Fault
	if got.Outcome() != delivery.Uncertain || !errors.As(got.Err, &fault) {
		t.Errorf("%+v", got)
	}
}

// upToDot takes one mail up to its final dot, and leaves the answer to the test.
func upToDot(answer func(c net.Conn, say func(string))) script {
	return func(c net.Conn, say func(string), hear func() string) {
		say("220 mx.test ESMTP")
		for {
			switch line := hear(); {
			case line == "":
				return
			case strings.HasPrefix(line, "EHLO"):
				say("250 mx.test")
			case strings.HasPrefix(line, "DATA"):
				say("354 go on")
				for l := hear(); l != ".\r\n"; l = hear() {
					if l == "" {
						return
					}
				}
				answer(c, say)
				return
			default:
				say("250 ok")
			}
		}
	}
}

// TestLostBeforeTheFinalDot: the server cannot have taken it, so it may be sent again.
func TestLostBeforeTheFinalDot(t *testing.T) {
	t.Parallel()
	long := mailTo("ana@x.example")
	long.Raw = []byte(raw + strings.Repeat("a line of text\r\n", 100_000))
	// At each step the server hangs up, or falls silent.
	for _, at := range []string{"connect", "EHLO", "MAIL", "RCPT", "DATA", "message"} {
		for _, silent := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, silent %v", at, silent), func(t *testing.T) {
				t.Parallel()
				release := make(chan struct{})
				t.Cleanup(func() { close(release) })
				c := scripted(t, func(_ net.Conn, say func(string), hear func() string) {
					stop := func() {
						if silent {
							<-release
						}
					}
					if at == "connect" {
						stop()
						return
					}
					say("220 mx.test ESMTP")
					for line := hear(); line != ""; line = hear() {
						switch command := line[:4]; command {
						case at:
							stop()
							return
						case "EHLO":
							say("250 mx.test")
						case "DATA":
							say("354 go on")
							hear()
							stop()
							return
						default:
							say("250 ok")
						}
					}
				})
				if silent {
					c.CommandTimeout = 50 * time.Millisecond
				}
				s := sender(t, c)
				// Cleanup runs backwards: the script is released before it is waited for.
				t.Cleanup(func() {
					select {
					case release <- struct{}{}:
					default:
					}
				})
				got := s.Send(t.Context(), long)
				var fault *delivery.Fault
				if got.Outcome() != delivery.Temporary || !errors.As(got.Err, &fault) {
					t.Errorf("%s: %v", got.Summary(), got.Err)
				}
			})
		}
	}
}

func TestCancelledBeforeTheFinalDot(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	srv := serve(t, func(s *server) {
		s.rcpt = func(string) error { cancel(); <-release; return nil }
	})
	t.Cleanup(func() { close(release) })
	got := sender(t, delivery.Config{Addr: srv.addr}).Send(ctx, mailTo("ana@x.example"))
	if got.Outcome() != delivery.Temporary || !errors.Is(got.Err, context.Canceled) {
		t.Errorf("%+v", got)
	}
	// Cancelled before it began.
	got = sender(t, scripted(t)).Send(ctx, mailTo("ana@x.example"))
	if got.Outcome() != delivery.Temporary || got.Err == nil {
		t.Errorf("%+v", got)
	}
}

func TestServerThatWillNotTalk(t *testing.T) {
	t.Parallel()
	for name, greeting := range map[string]string{"busy": "421 4.3.2 Come back later", "no service": "554 5.7.1 Go away"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sender(t, scripted(t, func(_ net.Conn, say func(string), _ func() string) { say(greeting) }))
			got := s.Send(t.Context(), mailTo("ana@x.example"))
			if got.Outcome() != delivery.Temporary || got.Err == nil || got.Recipients[0].Code == 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	srv := serve(t)
	s := sender(t, delivery.Config{Addr: srv.addr, MaxPerConnection: 4})
	for range 10 {
		if got := s.Send(t.Context(), mailTo("ana@x.example")); !got.Sent() {
			t.Fatalf("%+v", got)
		}
	}
	if n := srv.sessionCount(); n != 3 { // 4 + 4 + 2
		t.Errorf("%d connections for ten mails, four each", n)
	}
}

// TestAConnectionThatWentAwayMeanwhile: the server may close an idle connection at any time, and
// that costs no mail a try.
func TestAConnectionThatWentAwayMeanwhile(t *testing.T) {
	t.Parallel()
	takeOne := func(then func(say func(string), hear func() string)) script {
		return func(_ net.Conn, say func(string), hear func() string) {
			upToDot(func(net.Conn, func(string)) { say("250 2.0.0 taken") })(nil, say, hear)
			then(say, hear)
		}
	}
	for name, then := range map[string]func(say func(string), hear func() string){
		"without a word": func(func(string), func() string) {},
		"with a word":    func(say func(string), hear func() string) { hear(); say("421 4.4.2 idle for too long") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sender(t, scripted(t, takeOne(then), takeOne(func(func(string), func() string) {})))
			for i := range 2 {
				if got := s.Send(t.Context(), mailTo("ana@x.example")); !got.Sent() {
					t.Errorf("mail %d: %+v", i, got)
				}
			}
		})
	}
	t.Run("at once for a new connection it is a failure", func(t *testing.T) {
		t.Parallel()
		s := sender(t, scripted(t, func(_ net.Conn, say func(string), hear func() string) {
			say("220 mx.test")
			hear()
			say("250 mx.test")
			hear()
		}))
		if got := s.Send(t.Context(), mailTo("ana@x.example")); got.Outcome() != delivery.Temporary {
			t.Errorf("%+v", got)
		}
	})
}

func TestIdleConnectionsEnd(t *testing.T) {
	t.Parallel()
	left := make(chan string, 1)
	s := sender(t, func() delivery.Config {
		c := scripted(t, func(_ net.Conn, say func(string), hear func() string) {
			upToDot(func(net.Conn, func(string)) { say("250 taken") })(nil, say, hear)
			left <- hear()
			say("221 bye")
		})
		c.IdleTimeout = time.Millisecond
		return c
	}())
	if got := s.Send(t.Context(), mailTo("ana@x.example")); !got.Sent() {
		t.Fatalf("%+v", got)
	}
	select {
	case line := <-left:
		if line != "QUIT\r\n" {
			t.Errorf("it ended with %q", line)
		}
	case <-time.After(10 * time.Second):
		t.Error("the idle connection is still open")
	}
}

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	srv := serve(t)
	s := sender(t, delivery.Config{Addr: srv.addr, MaxConnections: 3})
	var all sync.WaitGroup
	for range 60 {
		all.Go(func() {
			if got := s.Send(t.Context(), mailTo("ana@x.example", "bo@x.example")); !got.Sent() {
				t.Errorf("%+v", got)
			}
		})
	}
	all.Wait()
	if n := len(srv.messages()); n != 60 {
		t.Errorf("%d messages arrived", n)
	}
	if n := srv.sessionCount(); n > 3 {
		t.Errorf("%d connections, and 3 are allowed at once", n)
	}
}

func TestClosedSender(t *testing.T) {
	t.Parallel()
	srv := serve(t)
	s := sender(t, delivery.Config{Addr: srv.addr})
	s.Send(t.Context(), mailTo("ana@x.example"))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	got := s.Send(t.Context(), mailTo("ana@x.example"))
	if got.Outcome() != delivery.Temporary || !errors.Is(got.Err, delivery.ErrClosed) {
		t.Errorf("%+v", got)
	}
}

func BenchmarkSend(b *testing.B) {
	srv := serve(b)
	for name, per := range map[string]int{"one connection": 1 << 30, "one each": 1} {
		b.Run(name, func(b *testing.B) {
			s, err := delivery.New(delivery.Config{Addr: srv.addr, Security: delivery.None, MaxPerConnection: per})
			if err != nil {
				b.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			m := mailTo("ana@x.example")
			for b.Loop() {
				if got := s.Send(b.Context(), m); !got.Sent() {
					b.Fatal(got.Summary())
				}
			}
		})
	}
}

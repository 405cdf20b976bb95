package scheduler_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/guestd/guestd/internal/guest"
	"github.com/guestd/guestd/internal/queue"
)

var (
	busy    = &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 3, 0}, Message: "try again later"}
	unknown = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"}
)

// Each try at a mail: what the server answers, to whom it went then, and how the mail stands.
func TestDelivery(t *testing.T) {
	t.Parallel()
	type step struct {
		answer  func(*smtpServer)
		attempt int // 0: as many as there were tries
		// again: the job's error makes the engine try again.
		again    bool
		sent     []string // whom the server took the mail for, in this try
		status   string
		says     string // of last_error
		received []string
	}
	willing := func(*smtpServer) {}
	both := []string{guestAddress, sponsorAddress}
	for name, steps := range map[string][]step{
		"taken, and not sent again": {
			{answer: willing, sent: both, status: "SENT", received: both},
			{answer: willing, status: "SENT", received: both},
		},
		"not taken yet, then taken": {
			{answer: func(s *smtpServer) { s.data = busy }, again: true, status: "PENDING", says: "temporary"},
			{answer: func(s *smtpServer) { s.refuses = map[string]*smtp.SMTPError{guestAddress: busy, sponsorAddress: busy} }, again: true, status: "PENDING", says: "temporary"},
			{answer: willing, sent: both, status: "SENT", received: both},
		},
		"refused for good": {
			{answer: func(s *smtpServer) { s.data = unknown }, status: "FAILED", says: "no such user"},
		},
		"one cannot be reached for good, and the other has it": {
			{answer: func(s *smtpServer) { s.refuses = map[string]*smtp.SMTPError{guestAddress: unknown} }, sent: []string{sponsorAddress}, status: "FAILED", says: "no such user", received: []string{sponsorAddress}},
		},
		"one is not reached yet: only that one is tried again": {
			{answer: func(s *smtpServer) { s.refuses = map[string]*smtp.SMTPError{sponsorAddress: busy} }, again: true, sent: []string{guestAddress}, status: "PENDING", says: "temporary", received: []string{guestAddress}},
			{answer: willing, sent: []string{sponsorAddress}, status: "SENT", received: both},
		},
		"no answer to the message: it is repeated": {
			{answer: func(s *smtpServer) { s.silent = true }, again: true, sent: both, status: "PENDING", says: "uncertain"},
			{answer: willing, sent: both, status: "SENT", received: both},
		},
		"given up after the last try": {
			{answer: func(s *smtpServer) { s.data = busy }, attempt: queue.Deliver{}.InsertOpts().MaxAttempts - 1, again: true, status: "PENDING"},
			{answer: func(s *smtpServer) { s.data = busy }, attempt: queue.Deliver{}.InsertOpts().MaxAttempts, again: true, status: "FAILED", says: "Every try failed"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, server := setup(t), startSMTP(t)
			b.account("Grace", monday.AddDays(90))
			deliverer, _ := b.deliverer(server)
			begun := b.only()
			for n, s := range steps {
				server.answer(s.answer)
				before := len(server.messages())
				attempt := s.attempt
				if attempt == 0 {
					attempt = n + 1
				}
				if err := try(t, deliverer, begun.ID, attempt); (err != nil) != s.again {
					t.Errorf("try %d: %v", n+1, err)
				}
				var to []string
				for _, m := range server.messages()[before:] {
					to = append(to, m.to...)
					if !strings.Contains(m.raw, begun.MessageID) || !strings.Contains(m.raw, "Subject: Activate your HMS account\r\n") {
						t.Errorf("try %d sent another message:\n%.600s", n+1, m.raw)
					}
				}
				slices.Sort(to)
				if !slices.Equal(to, sorted(s.sent)) {
					t.Errorf("try %d went to %v", n+1, to)
				}
				now := b.only()
				said := ""
				if now.LastError != nil {
					said = *now.LastError
				}
				if now.Status != s.status || !strings.Contains(said, s.says) || now.MessageID != begun.MessageID || !slices.Equal(sorted(now.Delivered), sorted(s.received)) {
					t.Errorf("after try %d it is %+v: %s", n+1, now, said)
				}
				if strings.Contains(said, "@") {
					t.Errorf("an address in %q", said)
				}
				// It carries a code: it is kept, sealed, for as long as it may be needed.
				if now.Kept != (s.status != "SENT") {
					t.Errorf("after try %d it is kept: %t", n+1, now.Kept)
				}
			}
		})
	}
}

func sorted(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return list
}

// A mail that failed is shown to the service desk.
func TestFailedMailIsShown(t *testing.T) {
	t.Parallel()
	b, server := setup(t), startSMTP(t)
	b.account("Grace", monday.AddDays(90))
	deliverer, reg := b.deliverer(server)
	server.answer(func(s *smtpServer) { s.data = unknown })
	if err := try(t, deliverer, b.only().ID, 1); err != nil {
		t.Fatal(err)
	}
	desk := guest.Actor{Name: "Dee Desk", Email: "dee@hms.harvard.edu", Roles: []guest.Role{guest.RoleServiceDesk}}
	page, err := b.guests.FailedNotifications(t.Context(), desk, guest.PageArgs{})
	b.must(err)
	if len(page.Rows) != 1 || page.Rows[0].Status != guest.NotificationFailed {
		t.Errorf("the service desk sees %+v", page.Rows)
	}
	if n := metric(t, reg, "guestd_mail_deliveries_total", "permanent"); n != 1 {
		t.Errorf("the metric says %v", n)
	}
}

// metric is a counter's value under a label's value.
func metric(t *testing.T, reg *prometheus.Registry, name, label string) float64 {
	t.Helper()
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range families {
		if f.GetName() != name {
			continue
		}
		for _, m := range f.GetMetric() {
			if label == "" || slices.ContainsFunc(m.GetLabel(), func(l *dto.LabelPair) bool { return l.GetValue() == label }) {
				return m.GetCounter().GetValue() + m.GetGauge().GetValue()
			}
		}
	}
	return 0
}

// A reminder that was called off before it went is not sent.
func TestCalledOffMailIsNotSent(t *testing.T) {
	t.Parallel()
	b, server := setup(t), startSMTP(t)
	b.account("Grace", monday.AddDays(90))
	deliverer, _ := b.deliverer(server)
	id := b.only().ID
	_, err := b.db.ExecContext(t.Context(), `UPDATE notifications SET status = 'CANCELLED' WHERE id = $1`, id)
	b.must(err)
	if err := try(t, deliverer, id, 1); err != nil || len(server.messages()) != 0 || b.only().Status != "CANCELLED" {
		t.Errorf("%v, %d messages, %s", err, len(server.messages()), b.only().Status)
	}
}

// Pauses between tries grow from seconds to hours, over days in all.
func TestPausesBetweenTries(t *testing.T) {
	t.Parallel()
	b := setup(t)
	deliverer, _ := b.deliverer(startSMTP(t))
	var last, all time.Duration
	for attempt := 1; attempt < (queue.Deliver{}).InsertOpts().MaxAttempts; attempt++ {
		pause := time.Until(deliverer.NextRetry(&river.Job[queue.Deliver]{JobRow: &rivertype.JobRow{Attempt: attempt}})).Round(time.Second)
		if pause < last {
			t.Errorf("pause %d is %s, after %s", attempt, pause, last)
		}
		if attempt == 1 && pause != 5*time.Second {
			t.Errorf("the first is %s", pause)
		}
		last, all = pause, all+pause
	}
	if last > 6*time.Hour || all < 2*24*time.Hour || all > 5*24*time.Hour {
		t.Errorf("the last pause is %s, all are %s", last, all)
	}
}

package mailbox

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Metrics counts what the poller does. A nil *Metrics counts nothing.
type Metrics struct {
	lastPoll    prometheus.Gauge
	connected   prometheus.Gauge
	standby     prometheus.Gauge
	waiting     prometheus.Gauge
	tokenEnds   prometheus.Gauge
	connects    prometheus.Counter
	fetched     prometheus.Counter
	bytes       prometheus.Counter
	truncated   prometheus.Counter
	recognised  prometheus.Counter
	validity    prometheus.Counter
	moved       *prometheus.CounterVec
	errorCounts *prometheus.CounterVec
}

// NewMetrics makes the metrics and registers them.
func NewMetrics(registry prometheus.Registerer) *Metrics {
	gauge := func(name, help string) prometheus.Gauge {
		return prometheus.NewGauge(prometheus.GaugeOpts{Name: "guestd_mailbox_" + name, Help: help})
	}
	counter := func(name, help string) prometheus.Counter {
		return prometheus.NewCounter(prometheus.CounterOpts{Name: "guestd_mailbox_" + name, Help: help})
	}
	vector := func(name, help, label string) *prometheus.CounterVec {
		return prometheus.NewCounterVec(prometheus.CounterOpts{Name: "guestd_mailbox_" + name, Help: help}, []string{label})
	}
	m := &Metrics{
		lastPoll:    gauge("last_poll_timestamp_seconds", "When the inbox was last read to its end without an error (Unix time)."),
		connected:   gauge("connected", "1 while signed in to the mail server."),
		standby:     gauge("standby", "1 while another poller has the mailbox and this one waits to take over."),
		waiting:     gauge("waiting_messages", "Messages that lie in the inbox and could not be kept or moved at the last look."),
		tokenEnds:   gauge("token_expiry_timestamp_seconds", "When the access token that signed in expires (Unix time); 0 without one."),
		connects:    counter("connects_total", "Sign-ins to the mail server; the first one and each reconnect."),
		fetched:     counter("fetched_messages_total", "Messages fetched and kept."),
		bytes:       counter("fetched_bytes_total", "Octets of messages fetched and kept."),
		truncated:   counter("truncated_messages_total", "Messages kept by their header alone, for their size or because the server could not give them whole."),
		recognised:  counter("recognised_messages_total", "Messages found in the inbox that were kept already, as after a crash before the move."),
		validity:    counter("uidvalidity_changes_total", "Times the inbox was found to be a new one, and read anew."),
		moved:       vector("moved_messages_total", "Messages moved, by folder.", "folder"),
		errorCounts: vector("errors_total", "Failures, by kind.", "kind"),
	}
	for _, folder := range []Folder{Processed, Quarantine, Ignored} {
		m.moved.WithLabelValues(string(folder))
	}
	// A series that exists from the start can be alerted on when it first rises.
	for _, kind := range []Kind{KindDial, KindTLS, KindLogin, KindToken, KindSilent, KindCut, KindRefused, KindFetch, KindMove, KindStore} {
		m.errorCounts.WithLabelValues(string(kind))
	}
	registry.MustRegister(m.lastPoll, m.connected, m.standby, m.waiting, m.tokenEnds, m.connects, m.fetched, m.bytes,
		m.truncated, m.recognised, m.validity, m.moved, m.errorCounts)
	return m
}

func (m *Metrics) signedIn(tokenExpires time.Time) {
	if m == nil {
		return
	}
	m.connects.Inc()
	m.connected.Set(1)
	if tokenExpires.IsZero() {
		m.tokenEnds.Set(0)
	} else {
		m.tokenEnds.Set(float64(tokenExpires.Unix()))
	}
}

func (m *Metrics) disconnected() {
	if m != nil {
		m.connected.Set(0)
	}
}

func (m *Metrics) standingBy(yes bool) {
	switch {
	case m == nil:
	case yes:
		m.standby.Set(1)
	default:
		m.standby.Set(0)
	}
}

func (m *Metrics) polled(at time.Time, waiting int) {
	if m != nil {
		m.lastPoll.Set(float64(at.Unix()))
		m.waiting.Set(float64(waiting))
	}
}

func (m *Metrics) failed(kind Kind) {
	if m != nil {
		m.errorCounts.WithLabelValues(string(kind)).Inc()
	}
}

func (m *Metrics) kept(batch []Fetched) {
	if m == nil {
		return
	}
	m.fetched.Add(float64(len(batch)))
	for _, f := range batch {
		m.bytes.Add(float64(len(f.Raw)))
		if f.Truncated {
			m.truncated.Inc()
		}
	}
}

func (m *Metrics) known(n int) {
	if m != nil {
		m.recognised.Add(float64(n))
	}
}

func (m *Metrics) newInbox() {
	if m != nil {
		m.validity.Inc()
	}
}

func (m *Metrics) movedTo(folder Folder, n int) {
	if m != nil {
		m.moved.WithLabelValues(string(folder)).Add(float64(n))
	}
}

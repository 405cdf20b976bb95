package intake

import (
	"context"
	"database/sql"
	"log/slog"
	"time"

	"github.com/jmoiron/sqlx"
	"github.com/prometheus/client_golang/prometheus"
)

// scrapeTimeout bounds what one look at the metrics may cost the database.
const scrapeTimeout = 2 * time.Second

// Backlog tells, at each scrape, what waits to be handled and what waits for a person. It is the
// whole ledger's, so that every replica tells the same.
type Backlog struct {
	db  *sqlx.DB
	log *slog.Logger

	pending, oldest, quarantined *prometheus.Desc
}

// NewBacklog is to be registered once.
func NewBacklog(db *sqlx.DB, log *slog.Logger) *Backlog {
	desc := func(name, help string) *prometheus.Desc {
		return prometheus.NewDesc("guestd_intake_"+name, help, nil, nil)
	}
	return &Backlog{db: db, log: log,
		pending:     desc("pending_emails", "Emails kept and not handled yet."),
		oldest:      desc("oldest_pending_timestamp_seconds", "When the oldest email that is not handled yet came in; 0 where none waits."),
		quarantined: desc("quarantined_emails", "Emails that wait for the service desk."),
	}
}

// Describe names the metrics.
func (b *Backlog) Describe(ch chan<- *prometheus.Desc) {
	ch <- b.pending
	ch <- b.oldest
	ch <- b.quarantined
}

// Collect reads them. A database that does not answer leaves them out, and the log says so.
func (b *Backlog) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	var row struct {
		Pending     float64      `db:"pending"`
		Oldest      sql.NullTime `db:"oldest"`
		Quarantined float64      `db:"quarantined"`
	}
	err := b.db.GetContext(ctx, &row, `
		SELECT (SELECT count(*) FROM inbound_emails WHERE outcome = 'PENDING') AS pending,
			(SELECT min(received_at) FROM inbound_emails WHERE outcome = 'PENDING') AS oldest,
			(SELECT count(*) FROM inbound_emails WHERE outcome = 'QUARANTINED') AS quarantined`)
	if err != nil {
		b.log.Warn("metrics of the intake cannot be read", "error", err)
		return
	}
	oldest := 0.0
	if row.Oldest.Valid {
		oldest = float64(row.Oldest.Time.Unix())
	}
	ch <- prometheus.MustNewConstMetric(b.pending, prometheus.GaugeValue, row.Pending)
	ch <- prometheus.MustNewConstMetric(b.oldest, prometheus.GaugeValue, oldest)
	ch <- prometheus.MustNewConstMetric(b.quarantined, prometheus.GaugeValue, row.Quarantined)
}

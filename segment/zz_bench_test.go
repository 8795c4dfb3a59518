package segment

import (
	"context"
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"github.com/ctostudy/ctostudy/stats"
)

func BenchmarkPeersLCA(b *testing.B) {
	f, err := os.Open("/tmp/peersdata/lca.csv")
	if err != nil {
		b.Skip()
	}
	rows, _ := csv.NewReader(f).ReadAll()
	cols := make([]*stats.Codes, 32)
	for j := range cols {
		v := make([]int8, len(rows)-1)
		for i := range v {
			v[i] = int8(rows[i+1][j][0]-'0') & 1
		}
		cols[j], _ = stats.NewTicks(strconv.Itoa(j), v)
	}
	for b.Loop() {
		x, _ := NewItems(cols, nil)
		if _, err := LatentClass(context.Background(), x, 3, nil, &LatentClassSettings{Seed: 1, MinStarts: 20, MaxStarts: 20, NoPrior: true}); err != nil {
			b.Fatal(err)
		}
	}
}

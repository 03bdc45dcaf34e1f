"""What Prova costs, as ratios against a limit measured in the same run."""

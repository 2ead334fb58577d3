"""Twins of benchmarks/workloads in PyTorch."""

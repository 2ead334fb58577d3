# Ends the configuration with one line that says what to do. The line goes to problem.txt, too: Native.targets shows it
# in the place of CMake's own output.

set(INSTALL_HINT "Install it (Debian: apt-get install libtorch-dev libopenblas0-openmp g++ cmake make), or set \
MTL_LIBTORCH to a folder with LibTorch's include/ and lib/, or MTL_PYTHON to a Python that has PyTorch.")

file(REMOVE "${CMAKE_BINARY_DIR}/problem.txt")

function(fail message)
  file(WRITE "${CMAKE_BINARY_DIR}/problem.txt" "${message}")
  message(FATAL_ERROR "${message}")
endfunction()

# Finds LibTorch: in the folder MTL_LIBTORCH, else in the distribution, else in the PyTorch of the Python MTL_PYTHON.
# Both are cache variables (-DMTL_LIBTORCH=...) or environment variables.
#
# It is linked by hand. LibTorch's own package file asks for a CUDA toolkit where LibTorch was built with CUDA,
# although nothing here needs one.
#
# Sets LIBTORCH_INCLUDE_DIRS, LIBTORCH_LIBRARIES, LIBTORCH_RPATH, LIBTORCH_DEFINITIONS and LIBTORCH_CXX_STANDARD, and
# writes the path of LibTorch's version header to libtorch.txt in the build folder: that file changes with LibTorch.

set(MTL_LIBTORCH "$ENV{MTL_LIBTORCH}" CACHE PATH "LibTorch folder, with include/ and lib/")
set(MTL_PYTHON "$ENV{MTL_PYTHON}" CACHE FILEPATH "Python whose PyTorch is taken")

# Takes the LibTorch with these folders, if one is there.
macro(libtorch_try include_dir library_dir)
  if(NOT LIBTORCH_LIBRARY_DIR)
    set(LOOKED_FOR "${LOOKED_FOR}${LOOKED_FOR_SEPARATOR}${include_dir}/torch with ${library_dir}")
    set(LOOKED_FOR_SEPARATOR "; ")
    find_library(LIBTORCH_CPU_LIBRARY torch_cpu PATHS "${library_dir}" NO_DEFAULT_PATH NO_CACHE)
    if(LIBTORCH_CPU_LIBRARY AND EXISTS "${include_dir}/torch/csrc/autograd/autograd.h")
      set(LIBTORCH_INCLUDE_DIR "${include_dir}")
      set(LIBTORCH_LIBRARY_DIR "${library_dir}")
    endif()
  endif()
endmacro()

if(MTL_LIBTORCH)
  libtorch_try("${MTL_LIBTORCH}/include" "${MTL_LIBTORCH}/lib")
  if(NOT LIBTORCH_LIBRARY_DIR)
    fail("MTL_LIBTORCH is ${MTL_LIBTORCH}, but there is no LibTorch in it (looked for ${LOOKED_FOR}).")
  endif()
endif()

if(CMAKE_LIBRARY_ARCHITECTURE)
  libtorch_try("/usr/include" "/usr/lib/${CMAKE_LIBRARY_ARCHITECTURE}")
endif()

if(MTL_PYTHON AND NOT LIBTORCH_LIBRARY_DIR)
  # find_spec only looks torch up: importing it would take seconds.
  execute_process(
    COMMAND "${MTL_PYTHON}" -c "import importlib.util, os; print(os.path.dirname(importlib.util.find_spec('torch').origin))"
    OUTPUT_VARIABLE PYTHON_TORCH OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE PYTHON_FAILED)
  if(PYTHON_FAILED)
    fail("MTL_PYTHON is ${MTL_PYTHON}, but that has no PyTorch.")
  endif()
  libtorch_try("${PYTHON_TORCH}/include" "${PYTHON_TORCH}/lib")
endif()

if(NOT LIBTORCH_LIBRARY_DIR)
  fail("No LibTorch was found (looked for ${LOOKED_FOR}). ${INSTALL_HINT}")
endif()

set(LIBTORCH_RPATH "${LIBTORCH_LIBRARY_DIR}")
set(LIBTORCH_INCLUDE_DIRS "${LIBTORCH_INCLUDE_DIR}" "${LIBTORCH_INCLUDE_DIR}/torch/csrc/api/include")
set(LIBTORCH_LIBRARIES "")
foreach(name torch torch_cpu c10 torch_cuda c10_cuda torch_hip c10_hip)
  find_library(LIBTORCH_PART ${name} PATHS "${LIBTORCH_LIBRARY_DIR}" NO_DEFAULT_PATH NO_CACHE)
  if(LIBTORCH_PART)
    list(APPEND LIBTORCH_LIBRARIES "${LIBTORCH_PART}")
  endif()
  unset(LIBTORCH_PART)
endforeach()

# PyTorch's packages of before 2.6 use the old std::string. The library itself tells: new names contain "__cxx11".
set(LIBTORCH_DEFINITIONS "")
if(UNIX AND NOT APPLE)
  find_library(LIBTORCH_C10 c10 PATHS "${LIBTORCH_LIBRARY_DIR}" NO_DEFAULT_PATH NO_CACHE)
  file(STRINGS "${LIBTORCH_C10}" NEW_STRING_NAMES REGEX "_ZN.*3c10.*St7__cxx11" LIMIT_COUNT 1)
  if(NOT NEW_STRING_NAMES)
    set(LIBTORCH_DEFINITIONS _GLIBCXX_USE_CXX11_ABI=0)
  endif()
endif()

# LibTorch's main header says which standard its headers need.
set(LIBTORCH_API "${LIBTORCH_INCLUDE_DIR}/torch/csrc/api/include/torch")
set(LIBTORCH_CXX_STANDARD 17)
file(STRINGS "${LIBTORCH_API}/all.h" NEEDS_CXX20 REGEX "C\\+\\+20 or later" LIMIT_COUNT 1)
if(NEEDS_CXX20)
  set(LIBTORCH_CXX_STANDARD 20)
endif()

# The version stands in another header from 2.10 on.
set(LIBTORCH_VERSION_HEADER "${LIBTORCH_INCLUDE_DIR}/torch/headeronly/version.h")
if(NOT EXISTS "${LIBTORCH_VERSION_HEADER}")
  set(LIBTORCH_VERSION_HEADER "${LIBTORCH_API}/version.h")
endif()
file(STRINGS "${LIBTORCH_VERSION_HEADER}" LIBTORCH_VERSION REGEX "^ *\"[0-9]" LIMIT_COUNT 1)
string(REGEX REPLACE "[ \"]" "" LIBTORCH_VERSION "${LIBTORCH_VERSION}")
file(WRITE "${CMAKE_BINARY_DIR}/libtorch.txt" "${LIBTORCH_VERSION_HEADER}")
message(STATUS "LibTorch ${LIBTORCH_VERSION} in ${LIBTORCH_LIBRARY_DIR}, C++${LIBTORCH_CXX_STANDARD}")
